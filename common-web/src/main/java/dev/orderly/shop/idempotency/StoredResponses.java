package dev.orderly.shop.idempotency;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The first response to each key, in the table {@code first_answer}. */
class StoredResponses {

    // A lock of the transaction: PostgreSQL releases it when the transaction ends, also if the process dies. If the
    // hashes of two keys collide, one request gets a 409 and is retried: nothing is lost.
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended(:caller || ' ' || :method || ' ' || :path || ' ' || :key, 0))";

    private static final String SELECT = """
            select request_hash, status, location, content_type, body
              from first_answer
             where caller = :caller and method = :method and path = :path and key = :key
            """;

    private static final String INSERT = """
            insert into first_answer
                (caller, method, path, key, request_hash, status, location, content_type, body, answered_at)
            values (:caller, :method, :path, :key, :requestHash, :status, :location, :contentType, :body, :answeredAt)
            """;

    private static final String DELETE_BEFORE = """
            delete from first_answer
             where ctid = any (array(select ctid
                                       from first_answer
                                      where answered_at < :before
                                      order by answered_at
                                      limit :limit
                                        for update skip locked))
            """;

    /** The oldest of them are forgotten before their time. */
    private static final String DELETE_OVER = """
            delete from first_answer
             where answered_at <= (select answered_at from first_answer order by answered_at desc offset :kept limit 1)
            """;

    private final JdbcClient jdbc;

    StoredResponses(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the key until the transaction ends. Returns false at once if another transaction holds the lock. */
    boolean lock(KeyedCall call) {
        return keyed(LOCK, call).query(Boolean.class).single();
    }

    Optional<StoredResponse> find(KeyedCall call) {
        return keyed(SELECT, call)
                .query((row, i) -> new StoredResponse(
                        row.getBytes("request_hash"),
                        row.getInt("status"),
                        row.getString("location"),
                        row.getString("content_type"),
                        row.getBytes("body")))
                .optional();
    }

    void add(KeyedCall call, StoredResponse response, Instant now) {
        keyed(INSERT, call)
                .param("requestHash", response.requestHash())
                .param("status", response.status())
                .param("location", response.location())
                .param("contentType", response.contentType())
                .param("body", response.body())
                .param("answeredAt", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Deletes the oldest responses from before an instant, at most {@code limit}, and returns how many. */
    int deleteBefore(Instant before, int limit) {
        return jdbc.sql(DELETE_BEFORE)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    /** Deletes the oldest responses, so that about this many are left, and returns how many it deleted. */
    int deleteOver(long kept) {
        return jdbc.sql(DELETE_OVER).param("kept", kept).update();
    }

    private JdbcClient.StatementSpec keyed(String sql, KeyedCall call) {
        return jdbc.sql(sql)
                .param("caller", call.caller())
                .param("method", call.method())
                .param("path", call.path())
                .param("key", call.key().value());
    }
}
