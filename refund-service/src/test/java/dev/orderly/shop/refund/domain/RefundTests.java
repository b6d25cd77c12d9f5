package dev.orderly.shop.refund.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.UUID;

import dev.orderly.events.test.RaisedEvents;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RefundTests {

    private static final UUID ID = UUID.randomUUID();
    private static final UUID ORDER = UUID.randomUUID();
    private static final Instant REQUESTED_AT = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant LATER = REQUESTED_AT.plusSeconds(3);

    @AutoClose
    private final RaisedEvents raised = RaisedEvents.open();

    @Test
    void startsAsRequestedAndTellsNobody() {
        var refund = refundOf("30000");

        assertThat(refund.status()).isEqualTo(RefundStatus.REQUESTED);
        assertThat(refund.settledAt()).isNull();
        assertThat(raised.all()).isEmpty();
    }

    @Test
    void completesWithTheReceipt() {
        var refund = refundOf("30000");

        assertThat(refund.complete("r-1", LATER)).isTrue();

        assertThat(refund.status()).isEqualTo(RefundStatus.COMPLETED);
        assertThat(refund.receiptId()).isEqualTo("r-1");
        assertThat(refund.settledAt()).isEqualTo(LATER);
        assertThat(raised.all()).containsExactly(new RefundCompleted(ID, ORDER, won("30000"), "r-1"));
    }

    @Test
    void isRejectedWithTheReason() {
        var refund = refundOf("30000");

        assertThat(refund.reject("account closed", LATER)).isTrue();

        assertThat(refund.status()).isEqualTo(RefundStatus.REJECTED);
        assertThat(refund.rejectionReason()).isEqualTo("account closed");
        assertThat(refund.settledAt()).isEqualTo(LATER);
        assertThat(raised.all()).containsExactly(new RefundRejected(ID, ORDER, "account closed"));
    }

    @Test
    void staysCompletedWhateverComesAfter() {
        var refund = refundOf("30000");
        refund.complete("r-1", REQUESTED_AT);

        assertThat(refund.complete("r-2", LATER)).isFalse();
        assertThat(refund.reject("too late", LATER)).isFalse();

        assertThat(refund.status()).isEqualTo(RefundStatus.COMPLETED);
        assertThat(refund.receiptId()).isEqualTo("r-1");
        assertThat(refund.settledAt()).isEqualTo(REQUESTED_AT);
        assertThat(raised.all()).hasSize(1);
    }

    @Test
    void staysRejectedWhateverComesAfter() {
        var refund = refundOf("30000");
        refund.reject("account closed", REQUESTED_AT);

        assertThat(refund.reject("again", LATER)).isFalse();
        assertThat(refund.complete("r-1", LATER)).isFalse();

        assertThat(refund.status()).isEqualTo(RefundStatus.REJECTED);
        assertThat(refund.rejectionReason()).isEqualTo("account closed");
        assertThat(raised.all()).hasSize(1);
    }

    @Test
    void isOfNothingWhenTheOrderWasFree() {
        assertThat(refundOf("0.00").isOfNothing()).isTrue();
        assertThat(refundOf("0.01").isOfNothing()).isFalse();
    }

    @Test
    void isNeverNegative() {
        assertThatIllegalArgumentException().isThrownBy(() -> refundOf("-0.01"));
    }

    private static Refund refundOf(String amount) {
        return Refund.request(ID, ORDER, won(amount), REQUESTED_AT);
    }

    private static Amount won(String amount) {
        return new Amount(new BigDecimal(amount), "KRW");
    }
}
