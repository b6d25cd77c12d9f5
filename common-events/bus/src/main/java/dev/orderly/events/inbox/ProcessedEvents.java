package dev.orderly.events.inbox;

import java.util.Collection;
import java.util.Set;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The events that one consumer has processed. */
final class ProcessedEvents {

    /** Whoever inserts the same events does it in the same order, so that no two wait for each other. */
    private static final String INSERT = """
            INSERT INTO orderly.processed_event (consumer, event_id)
            SELECT ?, event_id FROM unnest(?::uuid[]) AS event_id ORDER BY event_id
            ON CONFLICT DO NOTHING
            RETURNING event_id""";

    private final JdbcClient jdbc;
    private final String consumer;

    ProcessedEvents(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /**
     * Marks the events as processed, in the running transaction and in one statement. If another transaction is processing
     * one of them, this waits until that one ends.
     *
     * @return the events that were not processed yet; the others are duplicates. The inserted rows tell, because a
     *     duplicate-key error would abort the transaction
     */
    Set<UUID> add(Collection<UUID> eventIds) {
        var ids = eventIds.stream().map(UUID::toString).toArray(String[]::new);
        return jdbc.sql(INSERT).param(consumer).param(ids).query(UUID.class).set();
    }
}
