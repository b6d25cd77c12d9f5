package dev.orderly.events.deadletter;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The dead letters of all consumers of this service, for operators. */
final class DeadLetters {

    private static final String LIST = """
            SELECT event_id, type, key, consumer, attempts, reason, dead_lettered_at,
                   CASE WHEN is_head = false OR is_head IS NULL AND EXISTS (
                            SELECT FROM orderly.dead_letter AS earlier
                            WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
                              AND hashtextextended(earlier.key, 0) = hashtextextended(letter.key, 0)
                              AND earlier.key = letter.key AND earlier.id < letter.id) THEN 'WAITING'
                        WHEN parked THEN 'PARKED'
                        ELSE 'RETRYING' END AS state
            FROM orderly.dead_letter AS letter
            ORDER BY id
            LIMIT ?""";

    private static final String REDRIVE = """
            UPDATE orderly.dead_letter
            SET parked = false, attempts = 0, next_attempt_at = clock_timestamp()
            WHERE event_id = ?""";

    private static final String REDRIVE_AGGREGATE = """
            UPDATE orderly.dead_letter
            SET parked = false, attempts = 0, next_attempt_at = clock_timestamp()
            WHERE key = ?""";

    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    List<DeadLetter> list(int limit) {
        return jdbc.sql(LIST)
                .param(limit)
                .query((row, number) -> new DeadLetter(
                        row.getObject("event_id", UUID.class),
                        row.getString("type"),
                        row.getString("key"),
                        row.getString("consumer"),
                        row.getInt("attempts"),
                        row.getString("reason"),
                        DeadLetter.State.valueOf(row.getString("state")),
                        row.getObject("dead_lettered_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Makes the retry due at once and resets the attempts; false if there is no dead letter of this event. */
    boolean redrive(UUID eventId) {
        return jdbc.sql(REDRIVE).param(eventId).update() > 0;
    }

    /**
     * Makes all dead letters of an aggregate due at once, for every consumer and topic, and resets their attempts. The
     * parked ones behind the first need no other redrive.
     *
     * @return false if the aggregate has no dead letter
     */
    boolean redriveAggregate(String subject) {
        // PostgreSQL refuses text with this character, so no key can contain it.
        return subject.indexOf('\0') < 0
                && jdbc.sql(REDRIVE_AGGREGATE).param(subject).update() > 0;
    }
}
