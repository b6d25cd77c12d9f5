package dev.orderly.events.deadletter;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.OutgoingMessage;
import org.springframework.jdbc.core.simple.JdbcClient;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * The dead letters of one consumer, in the service's own database. The messages of one topic and key form a queue: only
 * its first message is ever retried, so the later events of an aggregate wait behind the failed one.
 *
 * <p>Every method joins the running transaction, if there is one.
 */
public final class DeadLetterQueue {

    /** A duplicate of a dead-lettered message changes nothing. */
    private static final String INSERT = """
            INSERT INTO orderly.dead_letter
                (consumer, event_id, type, topic, origin, key, binary_key, position, headers, payload, parked, attempts,
                 reason, next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (consumer, event_id) DO NOTHING""";

    /**
     * The letters of one queue, from the index of that name. A range where an equality would do: with an equality, once most
     * letters are of one aggregate, PostgreSQL may expect a letter of any aggregate everywhere, and read the whole primary
     * key for each aggregate that has none.
     */
    private static final String OF_QUEUE = """
            %1$s.topic = %2$s.topic AND %1$s.key = %2$s.key
              AND hashtextextended(%1$s.key, 0) BETWEEN hashtextextended(%2$s.key, 0) AND hashtextextended(%2$s.key, 0)""";

    /** Ordered as that index. */
    static final String BLOCKED = """
            SELECT wanted.topic, wanted.key
            FROM unnest(?::text[], ?::text[]) AS wanted (topic, key)
            CROSS JOIN LATERAL (
                SELECT FROM orderly.dead_letter AS letter
                WHERE letter.consumer = ? AND %s
                ORDER BY hashtextextended(letter.key, 0), letter.id
                LIMIT 1) AS letter""".formatted(OF_QUEUE.formatted("letter", "wanted"));

    /** Of each of these queues its first position, and of these events those that are dead letters. */
    private static final String HELD = """
            SELECT NULL::uuid AS event_id, letter.key, min(letter.position) AS position
            FROM unnest(:keys::text[]) AS wanted (key)
            JOIN orderly.dead_letter AS letter
              ON hashtextextended(letter.key, 0) = hashtextextended(wanted.key, 0) AND letter.key = wanted.key
            WHERE letter.consumer = :consumer AND letter.topic = :topic
            GROUP BY letter.key
            UNION ALL
            SELECT event_id, NULL, NULL
            FROM orderly.dead_letter
            WHERE consumer = :consumer AND event_id = ANY(:ids::uuid[])
            UNION ALL
            SELECT event_id, NULL, NULL
            FROM orderly.discarded_event
            WHERE consumer = :consumer AND event_id = ANY(:ids::uuid[])""";

    /**
     * Decides which new letters are the heads of their queues. A letter counts as waiting only if one before it is locked:
     * the lock prevents the removal of that one meanwhile, and a later removal sees the letter and promotes it. The new
     * letters are locked already, so only the first one of each queue looks for another. If all before that one are being
     * removed, it stays undecided until the next poll.
     */
    static final String SETTLE = """
            WITH new AS MATERIALIZED (
                SELECT id, consumer, topic, key
                FROM orderly.dead_letter
                WHERE consumer BETWEEN :consumer AND :consumer AND is_head IS NULL
                ORDER BY consumer, id
                LIMIT :limit
                FOR NO KEY UPDATE SKIP LOCKED),
            ranked AS MATERIALIZED (
                SELECT new.*, key IS NULL OR row_number() OVER (PARTITION BY topic, key ORDER BY id) = 1 AS is_first
                FROM new),
            settled AS MATERIALIZED (
                SELECT ranked.id,
                       CASE WHEN NOT ranked.is_first THEN false
                            WHEN (
                                SELECT earlier.id
                                FROM orderly.dead_letter AS earlier
                                WHERE earlier.consumer = ranked.consumer AND %1$s AND earlier.id < ranked.id
                                ORDER BY hashtextextended(earlier.key, 0), earlier.id
                                LIMIT 1) IS NULL THEN true
                            WHEN predecessor.id IS NOT NULL THEN false END AS is_head
                FROM ranked LEFT JOIN LATERAL (
                    SELECT earlier.id
                    FROM orderly.dead_letter AS earlier
                    WHERE ranked.is_first
                      AND earlier.consumer = ranked.consumer AND %1$s AND earlier.id < ranked.id
                    ORDER BY hashtextextended(earlier.key, 0) DESC, earlier.id DESC
                    LIMIT 1
                    FOR KEY SHARE SKIP LOCKED) AS predecessor ON true)
            UPDATE orderly.dead_letter AS letter
            SET is_head = settled.is_head
            FROM settled
            WHERE letter.id = settled.id AND settled.is_head IS NOT NULL""".formatted(OF_QUEUE.formatted("earlier", "ranked"));

    /** SKIP LOCKED skips whole queues, never a message within a queue: only heads qualify. */
    static final String LOCK_DUE = """
            SELECT id, event_id, topic, origin, key, binary_key, headers, payload, attempts
            FROM orderly.dead_letter
            WHERE consumer = ? AND is_head AND NOT parked AND next_attempt_at <= statement_timestamp()
            ORDER BY next_attempt_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED""";

    /** Ordered, so that an index answers. For EXISTS, PostgreSQL may read the table from its start, emptied pages included. */
    static final String IS_IN_USE = """
            SELECT (SELECT event_id FROM orderly.dead_letter WHERE consumer = ? ORDER BY event_id LIMIT 1) IS NOT NULL
                OR (SELECT event_id FROM orderly.discarded_event WHERE consumer = ? ORDER BY event_id LIMIT 1) IS NOT NULL""";

    /** The first queue that is due: from its first message up to, and without, its first parked one. */
    static final String SELECT_DUE = """
            WITH head AS MATERIALIZED (
                SELECT id, consumer, topic, key
                FROM orderly.dead_letter
                WHERE consumer = ? AND is_head AND NOT parked AND next_attempt_at <= statement_timestamp()
                ORDER BY next_attempt_at
                LIMIT 1),
            queue AS (
                SELECT id FROM head
                UNION ALL
                SELECT follower.id
                FROM head CROSS JOIN LATERAL (
                    SELECT letter.id
                    FROM orderly.dead_letter AS letter
                    WHERE letter.consumer = head.consumer AND letter.topic = head.topic
                      AND hashtextextended(letter.key, 0) = hashtextextended(head.key, 0) AND letter.key = head.key
                      AND letter.id > head.id
                    ORDER BY letter.id
                    LIMIT ?) AS follower)
            SELECT id, event_id, topic, origin, key, binary_key, headers, payload, attempts
            FROM (
                SELECT letter.*, bool_or(letter.parked) OVER (ORDER BY letter.id) AS behind_parked
                FROM queue JOIN orderly.dead_letter AS letter ON letter.id = queue.id) AS due
            WHERE NOT behind_parked
            ORDER BY id
            LIMIT ?""";

    /** A message and those before it in its queue. */
    static final String DELETE_THROUGH = """
            WITH last AS MATERIALIZED (
                SELECT id, consumer, topic, key
                FROM orderly.dead_letter
                WHERE consumer = ? AND event_id = ?)
            DELETE FROM orderly.dead_letter
            WHERE id IN (
                SELECT id FROM last
                UNION ALL
                SELECT letter.id
                FROM last JOIN orderly.dead_letter AS letter
                  ON letter.consumer = last.consumer AND letter.topic = last.topic
                    AND hashtextextended(letter.key, 0) = hashtextextended(last.key, 0) AND letter.key = last.key
                    AND letter.id < last.id)""";

    private static final String IS_DISCARDED = """
            SELECT EXISTS (SELECT FROM orderly.discarded_event WHERE consumer = ? AND event_id = ?)""";

    private static final String DISCARD = Discards.STATEMENT.formatted("consumer = ? AND event_id = ?");

    private static final String DELETE = "DELETE FROM orderly.dead_letter WHERE id = ?";

    private static final String UPDATE = """
            UPDATE orderly.dead_letter
            SET attempts = ?, parked = ?, reason = ?,
                next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
            WHERE id = ?""";

    /** So few that PostgreSQL looks each one up, and does not read the table for them. */
    static final int SETTLED_TOGETHER = 100;

    private final JdbcClient jdbc;
    private final String consumer;

    /** @param consumer the owner of the dead letters */
    public DeadLetterQueue(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
    }

    /**
     * Dead-letters a message that needs an operator: it is not retried automatically.
     *
     * @return false if it was discarded before
     */
    public boolean park(Message message, int attempts, String reason) {
        return add(message, true, attempts, reason, Duration.ZERO);
    }

    /** Dead-letters a message that has failed; its retry is due after the pause. */
    public void retryLater(Message message, int attempts, String reason, Duration pause) {
        add(message, false, attempts, reason, pause);
    }

    /** Dead-letters a message that has not been tried, behind the earlier ones of its aggregate. */
    public void waitBehind(Message message) {
        add(message, false, 0, "waits behind an earlier event of its aggregate", Duration.ZERO);
    }

    /** The aggregates of these messages that have dead letters, in one statement. */
    public BlockedAggregates blockedOf(List<Message> messages) {
        var blocked = new BlockedAggregates();
        var wanted = messages.stream()
                .map(BlockedAggregates.Aggregate::of)
                .flatMap(Optional::stream)
                .distinct()
                .toList();
        if (!wanted.isEmpty()) {
            jdbc.sql(BLOCKED)
                    .param(wanted.stream()
                            .map(BlockedAggregates.Aggregate::topic)
                            .toArray(String[]::new))
                    .param(wanted.stream().map(BlockedAggregates.Aggregate::key).toArray(String[]::new))
                    .param(consumer)
                    .query(row -> {
                        blocked.add(row.getString("topic"), row.getString("key"));
                    });
        }
        return blocked;
    }

    /** Whether this consumer has any dead letter, or has discarded any event. */
    public boolean isInUse() {
        return jdbc.sql(IS_IN_USE)
                .params(consumer, consumer)
                .query(Boolean.class)
                .single();
    }

    /** What the queues hold of these messages and of their aggregates, in one statement. All are of one topic. */
    public HeldEvents held(List<OutgoingMessage> messages) {
        Map<String, Long> firstPositions = new HashMap<>();
        Set<UUID> events = new HashSet<>();
        jdbc.sql(HELD)
                .param("consumer", consumer)
                .param("topic", messages.get(0).message().topic())
                .param("keys", texts(messages.stream().map(each -> each.event().subject())))
                .param(
                        "ids",
                        texts(messages.stream().map(each -> each.event().id().toString())))
                .query(row -> {
                    var event = row.getObject("event_id", UUID.class);
                    if (event == null) {
                        firstPositions.put(row.getString("key"), row.getLong("position"));
                    } else {
                        events.add(event);
                    }
                });
        return new HeldEvents(firstPositions, events);
    }

    private static String[] texts(Stream<String> values) {
        return values.distinct().toArray(String[]::new);
    }

    /**
     * Decides which new messages are the first of their queues: only those are ever due. Call it before each poll, in a
     * short transaction of its own: until that ends, nobody can remove the messages that it has found others behind.
     *
     * @return false if there was no new message, so that the transaction may go on
     */
    public boolean settle() {
        var settled = false;
        while (jdbc.sql(SETTLE)
                        .param("consumer", consumer)
                        .param("limit", SETTLED_TOGETHER)
                        .update()
                > 0) {
            settled = true;
        }
        return settled;
    }

    /**
     * The due messages of one queue, in order. It locks nothing, so only one process at a time may use it.
     *
     * @param limit the maximum number of messages
     */
    public List<Due> due(int limit) {
        return jdbc.sql(SELECT_DUE)
                .params(consumer, limit, limit)
                .query(DeadLetterQueue::due)
                .list();
    }

    /** The first message of a queue that is due, locked until the running transaction ends: no other process gets it. */
    public Optional<Due> lockDue() {
        return jdbc.sql(LOCK_DUE).param(consumer).query(DeadLetterQueue::due).optional();
    }

    /** Removes a message that succeeded; the next one of its queue becomes the first, by a trigger. */
    public void remove(Due due) {
        jdbc.sql(DELETE).param(due.id()).update();
    }

    /** Removes this message and those before it in its queue; does nothing if this message is not in it. */
    public void removeThrough(UUID eventId) {
        jdbc.sql(DELETE_THROUGH).params(consumer, eventId).update();
    }

    /** Records another failed attempt. */
    public void update(Due due, int attempts, boolean parked, String reason, Duration pause) {
        jdbc.sql(UPDATE)
                .params(attempts, parked, storable(reason), pause.toMillis(), due.id())
                .update();
    }

    /** Discards a message that has failed and is no dead letter yet. Parameters: see {@link #discard(UUID, String)}. */
    public void discard(Message message, int attempts, String reason, String by) {
        park(message, attempts, reason);
        discard(idOf(message), by);
    }

    /**
     * Gives a dead letter up after its last attempt: it is kept, and never retried. The next one of its queue becomes the
     * first.
     *
     * @param by what or who decides it
     */
    public void discard(UUID eventId, String by) {
        jdbc.sql(DISCARD).params(consumer, eventId, by, "all attempts failed").update();
    }

    private static UUID idOf(Message message) {
        return Optional.ofNullable(CloudEventDecoder.idOf(message))
                .orElseGet(() -> UUID.nameUUIDFromBytes(message.origin().getBytes(UTF_8)));
    }

    /** @return false if it was discarded before */
    private boolean add(Message message, boolean parked, int attempts, String reason, Duration pause) {
        var key = CloudEventDecoder.key(message);
        var id = idOf(message);
        // A malformed message that a transport delivers again after it was discarded.
        if (jdbc.sql(IS_DISCARDED).params(consumer, id).query(Boolean.class).single()) {
            return false;
        }
        jdbc.sql(INSERT)
                .param(consumer)
                .param(id)
                .param(CloudEventDecoder.typeOf(message))
                .param(message.topic())
                .param(storable(message.origin()))
                .param(key)
                .param(key == null ? message.key() : null)
                .param(CloudEventDecoder.positionOf(message))
                .param(StoredHeaders.toBytes(message.headers()))
                .param(message.payload())
                .param(parked)
                .param(attempts)
                .param(storable(reason))
                .param(pause.toMillis())
                .update();
        return true;
    }

    private static Due due(ResultSet row, int number) throws SQLException {
        var key = row.getString("key");
        var keyBytes = key == null ? row.getBytes("binary_key") : key.getBytes(UTF_8);
        return new Due(
                row.getLong("id"),
                row.getObject("event_id", UUID.class),
                row.getInt("attempts"),
                new Message(
                        row.getString("topic"),
                        row.getString("origin"),
                        keyBytes,
                        StoredHeaders.fromBytes(row.getBytes("headers")),
                        row.getBytes("payload")));
    }

    /** PostgreSQL refuses text with this character. Reasons and origins are for people only. */
    static String storable(String text) {
        return text.replace('\0', '\ufffd');
    }

    /** A dead letter whose retry is due. */
    public record Due(long id, UUID eventId, int attempts, Message message) {}
}
