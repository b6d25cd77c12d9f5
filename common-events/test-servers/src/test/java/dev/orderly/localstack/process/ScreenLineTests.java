package dev.orderly.localstack.process;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScreenLineTests {

    private static final String FORWARDED =
            "12:00:00.123 INFO  0e385f5400000000000000001a2b3c4d EventSender              Forwarded order.canceled.v1"
                    + " 01a20ba9-4b8c-7b1e-8f6d-aaaabbbbd518 of 01a20ba9-3f37-7b1e-8f6d-ccccddddd2ad, position 20481, to"
                    + " order-events-4@20480";

    private static final String FAILED =
            "12:00:00.123 WARN  0e385f5400000000000000001a2b3c4d Inbox                    order.canceled.v1"
                    + " 01a20ba9-4b8c-7b1e-8f6d-aaaabbbbd518 of 01a20ba9-3f37-7b1e-8f6d-ccccddddd2ad failed"
                    + " (attempt 10 of 10): org.postgresql.util.PSQLException: ERROR: relation"
                    + " \"contact\" does not exist (in a BadSqlGrammarException); parked, redrive it after the cause is fixed";

    @Test
    void aLineOfAServiceFitsOnARowWithShortIds() {
        var shown = ScreenLine.of("notification-service", FORWARDED, "");

        assertThat(shown)
                .isEqualTo(
                        "notification-service | 12:00:00.123 1a2b3c4d Forwarded order.canceled.v1 …bbbbd518 of …ddddd2ad, position 20481, to order-events-4@20480")
                .hasSizeLessThanOrEqualTo(140);
    }

    /** The longest that the bus logs of an event. */
    @Test
    void aFailureIsShownToItsEndBelowItsBegin() {
        var shown = ScreenLine.of("notification-service", FAILED, "");

        assertThat(shown.lines())
                .containsExactly(
                        "notification-service | 12:00:00.123 1a2b3c4d WARN order.canceled.v1 …bbbbd518 of …ddddd2ad failed (attempt 10 of 10): PSQLException: ERROR:",
                        "notification-service |                         relation \"contact\" does not exist (in a BadSqlGrammarException); parked, redrive it after the",
                        "notification-service |                         cause is fixed")
                .allSatisfy(row -> assertThat(row).hasSizeLessThanOrEqualTo(140));
    }

    @Test
    void aVeryLongLineEndsAfterFourRows() {
        var shown = ScreenLine.of(
                "refund-service", "12:00:00.123 WARN  - Inbox                    " + "very ".repeat(500) + "long", "");

        assertThat(shown.lines()).hasSize(4).allSatisfy(row -> assertThat(row).hasSizeLessThanOrEqualTo(140));
        assertThat(shown)
                .startsWith("refund-service       | 12:00:00.123          WARN very very")
                .endsWith("…");
    }

    @Test
    void aLineOfAStackTraceIsCut() {
        var shown = ScreenLine.of("refund-service", "\tat dev.orderly.shop." + "a".repeat(200), "");

        assertThat(shown)
                .hasSize(140)
                .startsWith("refund-service       | \tat dev.orderly.shop.")
                .endsWith("…");
    }

    @Test
    void whatIsNoLineOfAServiceIsShownAsItIs() {
        assertThat(ScreenLine.of("stack", "kafka is ready again after 3.1 s", ""))
                .isEqualTo("stack                | kafka is ready again after 3.1 s");
    }

    @Test
    void onATerminalTheNameHasTheColorOfItsSource() {
        assertThat(ScreenLine.of("smtp", "e-mail to k***@example.com", "\u001b[36m"))
                .isEqualTo("\u001b[36msmtp                 |\u001b[0m e-mail to k***@example.com");
    }
}
