package dev.orderly.events.support;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Text of a stranger in a log line, with any log format. */
@ExtendWith(OutputCaptureExtension.class)
class SafeLogTests {

    private static final String FORGED = "o-1\r\nERROR all orders are lost\u001b[2K\u2028\u202egpj";

    @Test
    void anArgumentCannotBreakOrReorderItsLine(CapturedOutput output) {
        SafeLog.of(SafeLogTests.class).warn("Parked {} of {} after {} attempts", "order.placed.v1", FORGED, 3);

        assertThat(output.getAll().lines())
                .filteredOn(line -> line.contains("Parked"))
                .singleElement()
                .asString()
                .endsWith(
                        "Parked order.placed.v1 of o-1\\r\\nERROR all orders are lost\\u001b[2K\\u2028\\u202egpj after 3 attempts");
    }

    @Test
    void norCanTheMessageOfAnException(CapturedOutput output) {
        var failure = new IllegalStateException("outer", new IllegalArgumentException(FORGED));

        SafeLog.of(SafeLogTests.class).error("Handling failed", failure);

        assertThat(output.getAll().lines()).noneMatch(line -> line.startsWith("ERROR all orders"));
        assertThat(output).contains("java.lang.IllegalArgumentException: o-1\\r\\nERROR");
    }

    @Test
    void otherTextAndOtherExceptionsStayAsTheyAre(CapturedOutput output) {
        SafeLog.of(SafeLogTests.class).warn("Stored {}", "김치 😀 \\n", new IllegalStateException("plain"));

        assertThat(output).contains("Stored 김치 😀 \\n").contains("java.lang.IllegalStateException: plain");
    }
}
