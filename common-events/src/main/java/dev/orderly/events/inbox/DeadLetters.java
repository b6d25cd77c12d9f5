package dev.orderly.events.inbox;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.orderly.events.inbox.Delivery.Header;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What could not be handled yet, in the consumer's own database. The rows of one topic and key form a queue: only its
 * first row is tried, so an aggregate's later events wait behind the failed one.
 */
record DeadLetters(JdbcClient jdbc, String consumer) {

    /** Later arrivals of the same message change nothing. */
    private static final String INSERT = """
            INSERT INTO orderly.dead_letter
                (consumer, event_id, type, topic, origin, key, headers, payload, parked, attempts, reason, next_attempt_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond')
            ON CONFLICT (consumer, event_id) DO NOTHING""";

    private static final String IS_BLOCKED = """
            SELECT EXISTS (SELECT FROM orderly.dead_letter WHERE consumer = ? AND topic = ? AND key = ?)""";

    /** The first of a queue that is due; SKIP LOCKED is about queues here, never about their order. */
    private static final String LOCK_DUE = """
            SELECT id, topic, origin, key, headers, payload, attempts
            FROM orderly.dead_letter AS letter
            WHERE consumer = ? AND NOT parked AND next_attempt_at <= clock_timestamp()
              AND NOT EXISTS (
                SELECT FROM orderly.dead_letter AS earlier
                WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
                  AND earlier.key = letter.key AND earlier.id < letter.id)
            ORDER BY id
            LIMIT 1
            FOR UPDATE SKIP LOCKED""";

    private static final String DELETE = "DELETE FROM orderly.dead_letter WHERE id = ?";

    private static final String UPDATE = """
            UPDATE orderly.dead_letter
            SET attempts = ?, parked = ?, reason = ?,
                next_attempt_at = clock_timestamp() + ? * interval '1 millisecond'
            WHERE id = ?""";

    private static final String LIST = """
            SELECT event_id, type, key, consumer, attempts, reason, parked_at,
                   CASE WHEN EXISTS (
                            SELECT FROM orderly.dead_letter AS earlier
                            WHERE earlier.consumer = letter.consumer AND earlier.topic = letter.topic
                              AND earlier.key = letter.key AND earlier.id < letter.id) THEN 'WAITING'
                        WHEN parked THEN 'PARKED'
                        ELSE 'RETRYING' END AS state
            FROM orderly.dead_letter AS letter
            WHERE consumer = ?
            ORDER BY id
            LIMIT ?""";

    private static final String REDRIVE = """
            UPDATE orderly.dead_letter
            SET parked = false, attempts = 0, next_attempt_at = clock_timestamp()
            WHERE consumer = ? AND event_id = ?""";

    /** Sets a delivery aside, in the running transaction. */
    void add(Delivery delivery, boolean parked, int attempts, String reason, Duration pause) {
        var id = Optional.ofNullable(CloudEventReader.idOf(delivery))
                .orElseGet(() -> UUID.nameUUIDFromBytes(delivery.origin().getBytes(StandardCharsets.UTF_8)));
        jdbc.sql(INSERT)
                .param(consumer)
                .param(id)
                .param(CloudEventReader.typeOf(delivery))
                .param(delivery.topic())
                .param(delivery.origin())
                .param(CloudEventReader.key(delivery))
                .param(toBytes(delivery.headers()))
                .param(delivery.payload())
                .param(parked)
                .param(attempts)
                .param(reason)
                .param(pause.toMillis())
                .update();
    }

    /** Whether an earlier event of the same aggregate has been set aside. */
    boolean isBlocked(Delivery delivery) {
        var key = CloudEventReader.key(delivery);
        return key != null
                && jdbc.sql(IS_BLOCKED)
                        .params(consumer, delivery.topic(), key)
                        .query(Boolean.class)
                        .single();
    }

    /** Locks one that is due and the first of its queue until the running transaction ends. */
    Optional<Due> lockDue() {
        return jdbc.sql(LOCK_DUE).param(consumer).query(DeadLetters::due).optional();
    }

    void remove(Due due) {
        jdbc.sql(DELETE).param(due.id()).update();
    }

    void update(Due due, int attempts, boolean parked, String reason, Duration pause) {
        jdbc.sql(UPDATE)
                .params(attempts, parked, reason, pause.toMillis(), due.id())
                .update();
    }

    List<DeadLetter> list(int limit) {
        return jdbc.sql(LIST)
                .params(consumer, limit)
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
        return jdbc.sql(REDRIVE).params(consumer, eventId).update() > 0;
    }

    private static Due due(ResultSet row, int number) throws SQLException {
        var key = row.getString("key");
        return new Due(
                row.getLong("id"),
                row.getInt("attempts"),
                new Delivery(
                        row.getString("topic"),
                        row.getString("origin"),
                        key == null ? null : key.getBytes(StandardCharsets.UTF_8),
                        fromBytes(row.getBytes("headers")),
                        row.getBytes("payload")));
    }

    /** Count, then for each its name, the length of its value (-1 for none) and the value: double and binary ones keep. */
    private static byte[] toBytes(List<Header> headers) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            out.writeInt(headers.size());
            for (var header : headers) {
                out.writeUTF(header.name());
                var value = header.value();
                out.writeInt(value == null ? -1 : value.length);
                if (value != null) {
                    out.write(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static List<Header> fromBytes(byte[] bytes) {
        List<Header> headers = new ArrayList<>();
        try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            for (int remaining = in.readInt(); remaining > 0; remaining--) {
                headers.add(new Header(in.readUTF(), value(in)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return headers;
    }

    private static byte @Nullable [] value(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : in.readNBytes(length);
    }

    /** A locked dead letter whose turn it is. */
    record Due(long id, int attempts, Delivery delivery) {}
}
