package dev.orderly.events.start;

import java.sql.SQLException;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/** Reports a database connection that fails: the server is unavailable, the login is wrong, or the database is missing. */
final class DatabaseFailureAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    // Two classes of SQL states, and PostgreSQL's SQL state for a database that does not exist.
    private static final String CONNECTION = "08";
    private static final String AUTHORIZATION = "28";
    private static final String UNKNOWN_DATABASE = "3D000";

    private final Environment environment;

    DatabaseFailureAnalyzer(Environment environment) {
        this.environment = environment;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        var failure = innermost(cause);
        var action = actionFor(String.valueOf(failure.getSQLState()));
        return action == null
                ? null
                : new FailureAnalysis(
                        "Cannot connect to the database at %s: %s"
                                .formatted(
                                        environment.getProperty("spring.datasource.url", "(no spring.datasource.url)"),
                                        failure.getMessage()),
                        action,
                        cause);
    }

    private static @Nullable String actionFor(String state) {
        if (state.startsWith(CONNECTION)) {
            return "Start the database, or correct spring.datasource.url (SPRING_DATASOURCE_URL).";
        }
        if (state.startsWith(AUTHORIZATION)) {
            return "Correct spring.datasource.username and spring.datasource.password (SPRING_DATASOURCE_USERNAME, SPRING_DATASOURCE_PASSWORD).";
        }
        return state.equals(UNKNOWN_DATABASE)
                ? "Create the database, or correct its name in spring.datasource.url (SPRING_DATASOURCE_URL); the service creates its tables at start."
                : null;
    }

    /** The connection pool wraps the driver's exception, which has the SQL state. */
    private static SQLException innermost(SQLException failure) {
        var innermost = failure;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException nested) {
                innermost = nested;
            }
        }
        return innermost;
    }
}
