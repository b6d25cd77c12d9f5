package dev.orderly.shop.order.idempotency;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The answers that keyed calls have got, in the table {@code first_answer}. */
class FirstAnswers {

    // A lock of the transaction: it ends with it, also when the process dies. Calls whose hashes collide only wait for
    // each other.
    private static final String LOCK =
            "select pg_try_advisory_xact_lock(hashtextextended(:method || ' ' || :path || ' ' || :key, 0))";

    private static final String SELECT = """
            select request_hash, status, location, content_type, body
              from first_answer
             where method = :method and path = :path and key = :key
            """;

    private static final String INSERT = """
            insert into first_answer (method, path, key, request_hash, status, location, content_type, body, answered_at)
            values (:method, :path, :key, :requestHash, :status, :location, :contentType, :body, :answeredAt)
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

    private final JdbcClient jdbc;

    FirstAnswers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Keeps everybody else from answering this call until the transaction ends; false when somebody does already. */
    boolean lock(KeyedCall call) {
        return keyed(LOCK, call).query(Boolean.class).single();
    }

    Optional<FirstAnswer> find(KeyedCall call) {
        return keyed(SELECT, call)
                .query((row, i) -> new FirstAnswer(
                        row.getBytes("request_hash"),
                        row.getInt("status"),
                        row.getString("location"),
                        row.getString("content_type"),
                        row.getBytes("body")))
                .optional();
    }

    void add(KeyedCall call, FirstAnswer answer, Instant now) {
        keyed(INSERT, call)
                .param("requestHash", answer.requestHash())
                .param("status", answer.status())
                .param("location", answer.location())
                .param("contentType", answer.contentType())
                .param("body", answer.body())
                .param("answeredAt", now.atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Forgets the oldest answers from before an instant, at most so many, and tells how many those were. */
    int deleteBefore(Instant before, int limit) {
        return jdbc.sql(DELETE_BEFORE)
                .param("before", before.atOffset(ZoneOffset.UTC))
                .param("limit", limit)
                .update();
    }

    private JdbcClient.StatementSpec keyed(String sql, KeyedCall call) {
        return jdbc.sql(sql)
                .param("method", call.method())
                .param("path", call.path())
                .param("key", call.key().value());
    }
}
