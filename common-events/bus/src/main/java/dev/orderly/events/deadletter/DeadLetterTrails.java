package dev.orderly.events.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.deadletter.DeadLetter.State;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds the dead letters of one event, for an operator. Safe for use by several threads. */
public final class DeadLetterTrails {

    private static final String SELECT = """
            SELECT letter.event_id, letter.consumer, letter.type, letter.key, letter.topic, letter.origin, letter.position,
                   letter.attempts, letter.reason, letter.dead_lettered_at, letter.next_attempt_at, letter.payload,
                   first.event_id AS waits_behind, coalesce(later.number, 0) AS waiting,
                   CASE WHEN first.event_id IS NOT NULL THEN 'WAITING' WHEN letter.parked THEN 'PARKED' ELSE 'RETRYING' END AS state
            FROM orderly.dead_letter AS letter
            LEFT JOIN LATERAL (
                SELECT earlier.event_id
                FROM orderly.dead_letter AS earlier
                WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
                  AND hashtextextended(earlier.key, 0) = hashtextextended(letter.key, 0) AND earlier.key = letter.key
                  AND earlier.id < letter.id
                ORDER BY earlier.id
                LIMIT 1) AS first ON true
            LEFT JOIN LATERAL (
                SELECT count(*) AS number
                FROM orderly.dead_letter AS follower
                WHERE follower.consumer = letter.consumer AND follower.topic = letter.topic
                  AND hashtextextended(follower.key, 0) = hashtextextended(letter.key, 0) AND follower.key = letter.key
                  AND follower.id > letter.id) AS later ON true
            WHERE letter.event_id = :id
            UNION ALL
            SELECT event_id, consumer, type, key, topic, origin, position, attempts, reason, dead_lettered_at,
                   CAST(NULL AS timestamptz), payload, CAST(NULL AS uuid), 0, 'DISCARDED'
            FROM orderly.discarded_event
            WHERE event_id = :id
            ORDER BY consumer""";

    private final JdbcClient jdbc;

    DeadLetterTrails(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One for each consumer of this service that the event is a dead letter of; its forwarder is one of them. */
    public List<DeadLetterTrail> of(UUID eventId) {
        return jdbc.sql(SELECT)
                .param("id", eventId)
                .query((row, number) -> trail(row))
                .list();
    }

    private static DeadLetterTrail trail(ResultSet row) throws SQLException {
        var state = State.valueOf(row.getString("state"));
        var nextAttemptAt = row.getObject("next_attempt_at", OffsetDateTime.class);
        return new DeadLetterTrail(
                row.getObject("event_id", UUID.class),
                row.getString("consumer"),
                state,
                row.getString("type"),
                row.getString("key"),
                row.getString("topic"),
                row.getString("origin"),
                row.getObject("position", Long.class),
                row.getInt("attempts"),
                row.getString("reason"),
                row.getObject("dead_lettered_at", OffsetDateTime.class).toInstant(),
                state == State.RETRYING ? nextAttemptAt.toInstant() : null,
                row.getObject("waits_behind", UUID.class),
                row.getLong("waiting"),
                row.getBytes("payload"));
    }
}
