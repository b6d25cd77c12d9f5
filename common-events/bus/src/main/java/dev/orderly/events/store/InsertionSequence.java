package dev.orderly.events.store;

import dev.orderly.events.start.BusSetupException;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The sequence of the insertion ids. It verifies at the start that the sequence was not set back, as it is when tables are
 * copied without their sequences: an event with an insertion id below the frontier would never get a position.
 */
final class InsertionSequence implements InitializingBean {

    private static final String LAST = """
            SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END
            FROM orderly.event_entry_insertion_id_seq""";

    private static final String HIGHEST_USED = """
            SELECT greatest(frontier, (SELECT max(insertion_id) FROM orderly.event_entry)) FROM orderly.event_head""";

    private final JdbcClient jdbc;

    InsertionSequence(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public void afterPropertiesSet() {
        // In this order: other instances store events meanwhile.
        long used = jdbc.sql(HIGHEST_USED).query(Long.class).single();
        long last = last();
        if (last < used) {
            throw new BusSetupException(
                    "The sequence orderly.event_entry_insertion_id_seq is at %d, but the event store has used insertion ids up to %d: new events would get ids that were given before, and would never be delivered"
                            .formatted(last, used),
                    "run SELECT setval('orderly.event_entry_insertion_id_seq', %d); the database was probably copied without its sequences"
                            .formatted(used));
        }
    }

    /** The last insertion id that was given; 0 in the beginning. */
    long last() {
        return jdbc.sql(LAST).query(Long.class).single();
    }
}
