package dev.orderly.events.deadletter;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The dead letters of all consumers of this service, for its operators. */
record DeadLetters(JdbcClient jdbc) {

    private static final String LIST = """
            SELECT event_id, type, key, consumer, attempts, reason, parked_at,
                   CASE WHEN EXISTS (
                            SELECT FROM orderly.dead_letter AS earlier
                            WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
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
                        row.getObject("parked_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Makes it due at once, with all its attempts; false when there is none with this id. */
    boolean redrive(UUID eventId) {
        return jdbc.sql(REDRIVE).param(eventId).update() > 0;
    }

    /**
     * Makes all of an aggregate due at once, of every consumer and topic. Those that were parked behind its first one
     * follow without another redrive.
     *
     * @return false when there is none of it
     */
    boolean redriveAggregate(String subject) {
        // PostgreSQL refuses a text with this character, so none is stored under it.
        return subject.indexOf('\0') < 0
                && jdbc.sql(REDRIVE_AGGREGATE).param(subject).update() > 0;
    }
}
