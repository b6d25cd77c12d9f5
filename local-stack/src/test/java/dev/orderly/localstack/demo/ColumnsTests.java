package dev.orderly.localstack.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class ColumnsTests {

    private static final String UNMET =
            "  - kinds of the notifications: expected [ORDER_CANCELED, ORDER_PLACED, REFUND_COMPLETED], but got"
                    + " [ORDER_CANCELED, ORDER_PLACED]";

    @Test
    void aLineThatIsTooWideGoesOnBelowIndented() {
        assertThat(Columns.fit(UNMET))
                .hasLineCount(2)
                .startsWith("  - kinds of the notifications: expected [ORDER_CANCELED, ")
                .endsWith(System.lineSeparator() + "      ORDER_PLACED]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "  order    placed", "Demo: place an order and cancel it.\n\n  e-mail   to kim@example.com"})
    void whatFitsStaysAsItIs(String text) {
        assertThat(Columns.fit(text)).isEqualTo(text.replace("\n", System.lineSeparator()));
    }

    /** A log line of a failed demo is as long as its failure. */
    @Test
    void noLineIsWiderThan120ColumnsAndNoWordIsLost() {
        var words = "  12:00:00.123 WARN  0e385f5400000000000000001a2b3c4d Inbox " + "because ".repeat(60)
                + "a".repeat(500);

        var fitted = Columns.fit(UNMET + "\n" + words);

        assertThat(fitted.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(fitted.replaceAll("\\s", "")).isEqualTo((UNMET + words).replaceAll("\\s", ""));
    }
}
