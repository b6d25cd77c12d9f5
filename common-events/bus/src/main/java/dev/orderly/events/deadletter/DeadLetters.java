package dev.orderly.events.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The dead letters of all consumers of this service, for operators; a bean of every service. Safe for use by several
 * threads. Every method joins the running transaction, if there is one.
 */
public final class DeadLetters {

    private static final String MATCHES = """
            (CAST(:consumer AS text) IS NULL OR consumer = :consumer)
              AND (CAST(:type AS text) IS NULL OR type = :type)
              AND (CAST(:subject AS text) IS NULL OR key = :subject)
              AND (CAST(:reason AS text) IS NULL OR position(:reason IN reason) > 0)""";

    private static final String LIST = """
            SELECT *
            FROM (
                SELECT id, event_id, type, key, consumer, attempts, reason, dead_lettered_at,
                       CAST(NULL AS timestamptz) AS discarded_at, NULL AS discarded_by, NULL AS discard_reason,
                       CASE WHEN is_head = false OR is_head IS NULL AND EXISTS (
                                SELECT FROM orderly.dead_letter AS earlier
                                WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
                                  AND hashtextextended(earlier.key, 0) = hashtextextended(letter.key, 0)
                                  AND earlier.key = letter.key AND earlier.id < letter.id) THEN 'WAITING'
                            WHEN parked THEN 'PARKED'
                            ELSE 'RETRYING' END AS state
                FROM orderly.dead_letter AS letter
                WHERE id > :after AND %s) AS listed
            WHERE CAST(:state AS text) IS NULL OR state = :state
            ORDER BY id
            LIMIT :limit""".formatted(MATCHES);

    private static final String LIST_DISCARDED = """
            SELECT id, event_id, type, key, consumer, attempts, reason, dead_lettered_at, discarded_at, discarded_by,
                   discard_reason, 'DISCARDED' AS state
            FROM orderly.discarded_event
            WHERE id > :after AND %s
            ORDER BY id
            LIMIT :limit""".formatted(MATCHES);

    private static final String REDRIVE = """
            UPDATE orderly.dead_letter
            SET parked = false, attempts = 0, next_attempt_at = clock_timestamp()
            WHERE event_id = ?""";

    /** Locks in the order in which a queue is worked off, so that it and a retry cannot wait for each other. */
    private static final String REDRIVE_ALL = """
            WITH chosen AS MATERIALIZED (
                SELECT id
                FROM orderly.dead_letter
                WHERE %s
                ORDER BY id
                FOR NO KEY UPDATE)
            UPDATE orderly.dead_letter AS letter
            SET parked = false, attempts = 0, next_attempt_at = clock_timestamp()
            FROM chosen
            WHERE letter.id = chosen.id""".formatted(MATCHES);

    private static final String DISCARD = Discards.STATEMENT.formatted("event_id = ?");

    private final JdbcClient jdbc;

    DeadLetters(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A page of dead letters, or of discarded events, in the order in which they were dead-lettered.
     *
     * @param limit  the maximum number of items
     * @param cursor the {@code nextCursor} of the page before it; null for the first page
     * @throws IllegalArgumentException if the limit is not positive, or the cursor is not from such a page
     */
    public Page list(DeadLetterFilter filter, int limit, @Nullable String cursor) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit is %d, and must be at least 1".formatted(limit));
        }
        long after = cursor == null ? 0 : position(cursor);
        if (filter.isImpossible()) {
            return new Page(List.of(), null);
        }
        var state = filter.state();
        var rows = matching(state == DeadLetter.State.DISCARDED ? LIST_DISCARDED : LIST, filter)
                .param("after", after)
                .param("state", state == null ? null : state.name())
                .param("limit", limit + 1L)
                .query((row, number) -> new Row(row.getLong("id"), letter(row)))
                .list();
        var items = rows.subList(0, Math.min(limit, rows.size()));
        return new Page(
                items.stream().map(Row::letter).toList(),
                rows.size() > limit ? Long.toString(items.get(limit - 1).id()) : null);
    }

    /** Makes the retry due at once and resets the attempts; false if there is no dead letter of this event. */
    public boolean redrive(UUID eventId) {
        return jdbc.sql(REDRIVE).param(eventId).update() > 0;
    }

    /**
     * Makes the retries of all of these dead letters due at once and resets their attempts. Each aggregate keeps its order: a
     * letter keeps waiting if the one before it does not match.
     *
     * @return their number
     * @throws IllegalArgumentException if the filter names a state
     */
    public int redrive(DeadLetterFilter filter) {
        if (filter.state() != null) {
            throw new IllegalArgumentException("a redrive takes no state");
        }
        return filter.isImpossible() ? 0 : matching(REDRIVE_ALL, filter).update();
    }

    /**
     * Gives an event up: it is kept and listed as DISCARDED, never retried, and the later events of its aggregate go on. A
     * duplicate that arrives later has no effect. If the event is being retried at the moment, this waits for the end of
     * the attempt.
     *
     * @param by     who decides it
     * @param reason why
     * @return false if there is no dead letter of this event
     */
    public boolean discard(UUID eventId, String by, String reason) {
        return jdbc.sql(DISCARD)
                        .params(eventId, DeadLetterQueue.storable(by), DeadLetterQueue.storable(reason))
                        .update()
                > 0;
    }

    private JdbcClient.StatementSpec matching(String sql, DeadLetterFilter filter) {
        return jdbc.sql(sql)
                .param("consumer", filter.consumer())
                .param("type", filter.type())
                .param("subject", filter.subject())
                .param("reason", filter.reason());
    }

    private static long position(String cursor) {
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("the cursor is not the nextCursor of a page", e);
        }
    }

    private static DeadLetter letter(ResultSet row) throws SQLException {
        return new DeadLetter(
                row.getObject("event_id", UUID.class),
                row.getString("type"),
                row.getString("key"),
                row.getString("consumer"),
                row.getInt("attempts"),
                row.getString("reason"),
                DeadLetter.State.valueOf(row.getString("state")),
                row.getObject("dead_lettered_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("discarded_at", OffsetDateTime.class)),
                row.getString("discarded_by"),
                row.getString("discard_reason"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /**
     * A part of the list.
     *
     * @param nextCursor where the next page begins; null at the end
     */
    public record Page(List<DeadLetter> items, @Nullable String nextCursor) {}

    private record Row(long id, DeadLetter letter) {}
}
