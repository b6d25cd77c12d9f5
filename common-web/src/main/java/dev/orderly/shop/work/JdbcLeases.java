package dev.orderly.shop.work;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Leases rows of a {@link LeaseTable} in PostgreSQL. */
public final class JdbcLeases<T> implements Leases<T> {

    // "id = (subquery)" runs the subquery once; with IN, the planner may run it again and lease more rows than it
    // returns.
    // clock_timestamp() in a subquery of its own is evaluated once; otherwise the index on next_attempt_at is not used.
    private static final String LEASE = """
            WITH work AS (
                UPDATE %1$s
                SET attempts = attempts + 1,
                    next_attempt_at = clock_timestamp() + :leaseMillis * interval '1 millisecond'
                WHERE id = (
                    SELECT work.id FROM %1$s work
                    WHERE %2$s AND work.next_attempt_at <= (SELECT clock_timestamp()) AND %3$s
                    ORDER BY work.next_attempt_at
                    LIMIT 1
                    FOR UPDATE SKIP LOCKED)
                RETURNING *)
            SELECT * FROM work %4$s
            """;

    private static final String POSTPONE = """
            UPDATE %1$s work
            SET next_attempt_at = clock_timestamp() + :delayMillis * interval '1 millisecond'
            WHERE id = :id AND %2$s
            """;

    private final JdbcClient jdbc;
    private final RowMapper<T> mapper;
    private final String lease;
    private final String postpone;

    /** @param mapper reads the work from a leased row and the columns of {@link LeaseTable#details} */
    public JdbcLeases(JdbcClient jdbc, LeaseTable table, RowMapper<T> mapper) {
        this.jdbc = jdbc;
        this.mapper = mapper;
        this.lease = LEASE.formatted(table.name(), table.unfinished(), table.ready(), table.details());
        this.postpone = POSTPONE.formatted(table.name(), table.unfinished());
    }

    @Override
    public Optional<Leased<T>> lease(Duration duration) {
        return jdbc.sql(lease)
                .param("leaseMillis", duration.toMillis())
                .query(this::leased)
                .optional();
    }

    @Override
    public void postpone(UUID id, Duration delay) {
        jdbc.sql(postpone)
                .param("id", id)
                .param("delayMillis", delay.toMillis())
                .update();
    }

    private Leased<T> leased(ResultSet row, int index) throws SQLException {
        return new Leased<>(
                row.getObject("id", UUID.class),
                mapper.mapRow(row, index),
                row.getInt("attempts"),
                row.getString("trace_parent"));
    }
}
