package dev.orderly.events.access;

import org.springframework.jdbc.core.simple.JdbcClient;

/** What operators did, in the table {@code operator_action}: who, what, to which event, and how it ended. */
final class OperatorActions {

    private static final String INSERT = """
            INSERT INTO orderly.operator_action (principal, action, target) VALUES (?, ?, ?) RETURNING id""";

    private static final String UPDATE = """
            UPDATE orderly.operator_action SET outcome = ?, ended_at = clock_timestamp() WHERE id = ?""";

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
}
