package dev.orderly.events.inbox;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The events that one consumer has processed. */
final class ProcessedEvents {

    private static final String INSERT = """
            INSERT INTO orderly.processed_event (consumer, event_id) VALUES (?, ?)
            ON CONFLICT DO NOTHING""";

    private final JdbcClient jdbc;
    private final String consumer;

    ProcessedEvents(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /**
     * Marks the event as processed, in the running transaction.
     *
     * @return false if the event is a duplicate. If another transaction is processing the event, this waits until that one
     *     ends. The row count tells, because a duplicate-key error would abort the transaction.
     */
    boolean add(UUID eventId) {
        return jdbc.sql(INSERT).params(consumer, eventId).update() == 1;
    }
}
