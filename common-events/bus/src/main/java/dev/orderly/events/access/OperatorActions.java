package dev.orderly.events.access;

import java.time.Duration;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators did, in the table {@code operator_action}: who, what, to which event, and how it ended. */
final class OperatorActions {

    private static final String INSERT = """
            INSERT INTO orderly.operator_action (principal, action, target) VALUES (?, ?, ?) RETURNING id""";

    private static final String UPDATE = """
            UPDATE orderly.operator_action SET outcome = ?, ended_at = clock_timestamp() WHERE id = ?""";

    /** Ids are given in the order of time, so the primary key finds the oldest. */
    private static final String DELETE_OLD = """
            DELETE FROM orderly.operator_action
            WHERE began_at < clock_timestamp() - make_interval(secs => :seconds)
              AND id IN (SELECT id FROM orderly.operator_action ORDER BY id LIMIT :limit)""";

    private static final int DELETED_AT_ONCE = 1_000;

    private final JdbcClient jdbc;

    OperatorActions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Saves that the action begins, and returns its id. */
    long begin(String principal, String action, String target) {
        return jdbc.sql(INSERT)
                .params(principal, action, target)
                .query(Long.class)
                .single();
    }

    /** Saves how the action ended: the HTTP status of its answer. */
    void end(long id, int outcome) {
        jdbc.sql(UPDATE).params(outcome, id).update();
    }

    /**
     * Deletes the actions that began longer ago than this, in small transactions.
     *
     * @return how many
     */
    int deleteOlderThan(Duration age) {
        int deleted = 0;
        for (int last = DELETED_AT_ONCE; last == DELETED_AT_ONCE; deleted += last) {
            last = jdbc.sql(DELETE_OLD)
                    .param("seconds", age.toSeconds())
                    .param("limit", DELETED_AT_ONCE)
                    .update();
        }
        return deleted;
    }
}
