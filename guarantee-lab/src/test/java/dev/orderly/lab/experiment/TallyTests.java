package dev.orderly.lab.experiment;

import java.util.List;
import java.util.Set;
import java.util.UUID;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TallyTests {

    private final OrderLineCanceled first = new OrderLineCanceled(UUID.randomUUID(), 1, 1);
    private final OrderLineCanceled second = new OrderLineCanceled(UUID.randomUUID(), 1, 2);
    private final OrderLineCanceled third = new OrderLineCanceled(UUID.randomUUID(), 1, 3);
    private final OrderLineCanceled ofAnotherOrder = new OrderLineCanceled(UUID.randomUUID(), 2, 1);

    @Test
    void countsNoFlawIfEachLineIsRefundedOnceAndInOrder() {
        var tally = Tally.of(
                List.of(first, second, ofAnotherOrder),
                List.of(first, ofAnotherOrder, second),
                Set.of(first.cancellation(), second.cancellation(), ofAnotherOrder.cancellation()));

        assertThat(tally).isEqualTo(new Tally(3, 0, 0, 0, 0));
    }

    @Test
    void countsALineWithoutABookingAsLostEvenIfItWasRefundedOutside() {
        var tally = Tally.of(List.of(first, second), List.of(second), Set.of(first.cancellation()));

        assertThat(tally).isEqualTo(new Tally(2, 1, 0, 0, 0));
    }

    @Test
    void countsALineThatNeverCommittedAsInventedOnceWhetherItWasBookedOrRefundedOutside() {
        var tally = Tally.of(List.of(), List.of(first), Set.of(first.cancellation(), second.cancellation()));

        assertThat(tally).isEqualTo(new Tally(0, 0, 2, 0, 0));
    }

    @Test
    void countsEachFurtherBookingAsADuplicateAndNotAsOutOfOrder() {
        var tally = Tally.of(List.of(first, second), List.of(first, second, first, first), Set.of());

        assertThat(tally).isEqualTo(new Tally(2, 0, 0, 2, 0));
    }

    @Test
    void countsALineThatIsBookedAfterALaterLineOfTheSameOrder() {
        var tally = Tally.of(
                List.of(first, second, third, ofAnotherOrder), List.of(third, first, second, ofAnotherOrder), Set.of());

        assertThat(tally).isEqualTo(new Tally(4, 0, 0, 0, 2));
    }
}
