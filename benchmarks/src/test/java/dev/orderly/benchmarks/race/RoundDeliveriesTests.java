package dev.orderly.benchmarks.race;

import org.junit.jupiter.api.Test;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class RoundDeliveriesTests {

    private final RoundDeliveries deliveries = new RoundDeliveries(5, 10_003);

    @Test
    void areCompleteWhenEachEventHasCome() {
        for (long number = 5; number < 5 + 10_003; number++) {
            assertThat(deliveries.isComplete()).isFalse();
            add(number);
        }

        assertThat(deliveries.isComplete()).isTrue();
        assertThat(deliveries.duplicates()).isZero();
        assertThat(deliveries.outOfOrder()).isZero();
    }

    @Test
    void countAnEventThatComesAgain() {
        add(6);
        add(6);

        assertThat(deliveries.duplicates()).isEqualTo(1);
    }

    @Test
    void countAnEventThatComesBeforeAnEarlierOneOfItsAggregate() {
        add(10_006);
        add(7);
        add(6);

        assertThat(deliveries.outOfOrder()).isEqualTo(1);
    }

    @Test
    void refuseAnEventOfAnotherRound() {
        assertThatIllegalStateException().isThrownBy(() -> add(4)).withMessageContaining("event 4 of order-4");
    }

    private void add(long number) {
        var payload = "{\"number\":%d,\"text\":\"x\"}".formatted(number).getBytes(UTF_8);
        deliveries.add(("order-" + number % 10_000).getBytes(UTF_8), payload, 1);
    }
}
