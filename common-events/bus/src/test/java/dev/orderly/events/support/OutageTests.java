package dev.orderly.events.support;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.UncategorizedSQLException;

import static org.assertj.core.api.Assertions.assertThat;

class OutageTests {

    private final Logger log = (Logger) LoggerFactory.getLogger(OutageTests.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();
    private final Outage outage =
            new Outage(log, "Digging", new Backoff(Duration.ofMillis(500), Duration.ofSeconds(4)));

    @BeforeEach
    void capture() {
        log.setAdditive(false);
        appender.start();
        log.addAppender(appender);
    }

    @AfterEach
    void release() {
        log.detachAppender(appender);
        log.setAdditive(true);
    }

    @Test
    void attempts1And2And4And8AreLoggedAndTheStackTraceOnlyOnce() {
        for (int attempt = 1; attempt <= 9; attempt++) {
            outage.failed(new IllegalStateException("rock"));
        }
        outage.recovered();

        assertThat(lines())
                .containsExactly(
                        "Digging failed (attempt 1): java.lang.IllegalStateException: rock; retrying in 500 ms",
                        "Digging failed (attempt 2): java.lang.IllegalStateException: rock; retrying in 1 s",
                        "Digging failed (attempt 4): java.lang.IllegalStateException: rock; retrying in 4 s",
                        "Digging failed (attempt 8): java.lang.IllegalStateException: rock; retrying in 4 s",
                        "Digging works again after 9 failed attempts");
        assertThat(appender.list)
                .filteredOn(line -> line.getThrowableProxy() != null)
                .hasSize(1);
    }

    @Test
    void theRootCauseIsLoggedAndNotTheStatementAroundIt() {
        outage.failed(new UncategorizedSQLException(
                "Digging", "SELECT depth FROM hole", new SQLException("FATAL: the spade is broken")));

        assertThat(lines())
                .containsExactly(
                        "Digging failed (attempt 1): java.sql.SQLException: FATAL: the spade is broken; retrying in 500 ms");
    }

    @Test
    void thePauseGrowsUntilTheActivitySucceeds() {
        assertThat(outage.failed("rock")).isEqualTo(Duration.ofMillis(500));
        assertThat(outage.failed("rock")).isEqualTo(Duration.ofSeconds(1));

        outage.recovered();

        assertThat(outage.failed("rock")).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void anActivityThatNeverFailedLogsNoRecovery() {
        outage.recovered();

        assertThat(lines()).isEmpty();
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
