package dev.orderly.events.inbox;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Remembers which events have had their effect. */
record ProcessedEvents(JdbcClient jdbc, String consumer) {

    private static final String INSERT = """
            INSERT INTO orderly.processed_event (consumer, event_id) VALUES (?, ?)
            ON CONFLICT DO NOTHING""";

    /**
     * Notes in the running transaction that the event is being processed.
     *
     * @return false when it was processed before; waits for a transaction that is processing it right now. The row
     *     count decides, since a caught duplicate key would have ended the transaction.
     */
    boolean add(UUID eventId) {
        return jdbc.sql(INSERT).params(consumer, eventId).update() == 1;
    }
}
