package dev.orderly.events.inbox;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What this service's consumer has processed, for an operator. */
public final class ConsumerTrails {

    private static final String SELECT = """
            SELECT processed_at FROM orderly.processed_event WHERE consumer = ? AND event_id = ?""";

    private final JdbcClient jdbc;
    private final String consumer;

    ConsumerTrails(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /** The name of the consumer. */
    public String consumer() {
        return consumer;
    }

    /** When the consumer has processed the event; empty if it has not, or has forgotten it. */
    public Optional<Instant> processedAt(UUID eventId) {
        return jdbc.sql(SELECT)
                .params(consumer, eventId)
                .query(OffsetDateTime.class)
                .optional()
                .map(OffsetDateTime::toInstant);
    }
}
