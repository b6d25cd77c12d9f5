package dev.orderly.shop.web;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A client's text cannot start a new log line. */
class OneLineLogTests {

    private static final String FORGED = "late\r\n08:00:00.000 INFO  Order 1 is shipped\u001b[2K\u2028\u202e";
    private static final String ESCAPED = "late\\r\\n08:00:00.000 INFO  Order 1 is shipped\\u001b[2K\\u2028\\u202e";

    @Test
    void escapesWhatBreaksALine() {
        assertThat(new OneLineMessage().convert(event("dev.orderly", null, "Canceled: {}", FORGED)))
                .isEqualTo("Canceled: " + ESCAPED);
    }

    @Test
    void leavesOtherTextAsItIs() {
        assertThat(new OneLineMessage().convert(event("dev.orderly", null, "\t김치 \\n 😀")))
                .isEqualTo("\t김치 \\n 😀");
    }

    @Test
    void printsAdviceOnAFailedStartInItsOwnLines() {
        var reporter = "org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter";

        assertThat(new OneLineMessage().convert(event(reporter, null, "FAILED\n\nPort 8080 is taken")))
                .isEqualTo("FAILED\n\nPort 8080 is taken");
    }

    @Test
    void keepsMessagesInsideAStackTraceOnTheirLine() {
        var converter = new OneLineTrace();
        converter.start();

        var trace = converter.convert(event(
                "dev.orderly",
                new IllegalStateException("a\nforged", new IllegalArgumentException("b\r\nforged")),
                "x"));

        assertThat(trace.lines())
                .contains("java.lang.IllegalStateException: a\\nforged")
                .contains("Caused by: java.lang.IllegalArgumentException: b\\nforged")
                .allMatch(line ->
                        line.startsWith("\t") || line.startsWith("java.lang.") || line.startsWith("Caused by: "))
                .hasSizeGreaterThan(5);
    }

    private static LoggingEvent event(String logger, Throwable failure, String message, Object... arguments) {
        return new LoggingEvent("", new LoggerContext().getLogger(logger), Level.INFO, message, failure, arguments);
    }
}
