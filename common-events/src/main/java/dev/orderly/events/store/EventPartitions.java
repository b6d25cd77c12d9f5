package dev.orderly.events.store;

import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The partitions of the event store: {@value #SIZE} insertion ids each, made ahead of the events, since an event that
 * finds none cannot be raised. The one after the latest event's is there already when the service starts, and the next
 * is made as soon as an event goes into the last one, in the background: there is room for at least {@value #SIZE}
 * events by then. When that fails, each further event tries again.
 */
final class EventPartitions implements InitializingBean {

    static final long SIZE = 1_000_000;

    private static final Logger log = LoggerFactory.getLogger(EventStore.class);

    private static final String LAST_INSERTION_ID = """
            SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM orderly.event_entry_insertion_id_seq""";

    /**
     * Attaching, other than making a partition where it belongs, leaves those who insert undisturbed. The advisory lock
     * keeps two from making the same one: IF NOT EXISTS alone does not.
     */
    private static final String ADD = """
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('orderly event_entry', 0));
                IF to_regclass('orderly.event_entry_%1$d') IS NULL THEN
                    CREATE TABLE orderly.event_entry_%1$d (LIKE orderly.event_entry INCLUDING INDEXES);
                    ALTER TABLE orderly.event_entry ATTACH PARTITION orderly.event_entry_%1$d
                        FOR VALUES FROM (%2$d) TO (%3$d);
                END IF;
            END $$""";

    private final JdbcClient jdbc;
    private final AtomicBoolean adding = new AtomicBoolean();
    private volatile long end;

    EventPartitions(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    @Override
    public void afterPropertiesSet() {
        addAfter(jdbc.sql(LAST_INSERTION_ID).query(Long.class).single());
    }

    /** To be called with the insertion id of each event. */
    void stayAheadOf(long insertionId) {
        if (insertionId >= end - SIZE && adding.compareAndSet(false, true)) {
            new Thread(() -> addInBackground(insertionId), "event-partitions").start();
        }
    }

    private void addInBackground(long insertionId) {
        try {
            addAfter(insertionId);
        } catch (DataAccessException e) {
            log.warn("No partition could be made for the events after {}, trying again", end, e);
        } finally {
            adding.set(false);
        }
    }

    /** Puts the partition of this event and the one after it in place. */
    private void addAfter(long insertionId) {
        long number = insertionId / SIZE;
        for (long each = number; each <= number + 1; each++) {
            jdbc.sql(ADD.formatted(each, each * SIZE, (each + 1) * SIZE)).update();
            end = (each + 1) * SIZE;
        }
    }
}
