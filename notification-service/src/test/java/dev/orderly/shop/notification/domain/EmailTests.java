package dev.orderly.shop.notification.domain;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.contract.OrderPlaced;
import dev.orderly.shop.contract.OrderPlaced.Customer;
import dev.orderly.shop.contract.OrderPlaced.Line;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class EmailTests {

    private static final UUID ORDER = UUID.fromString("01a20251-c25a-71eb-afd0-000000000001");
    private static final Amount AMOUNT = new Amount(new BigDecimal("3E+4"), "KRW");

    @Test
    void thanksForTheOrder() {
        var email = Email.about(new OrderPlaced(
                ORDER,
                new Customer("c-1", "Kim", "kim@example.com"),
                List.of(new Line("p-1", 2, BigDecimal.TEN)),
                AMOUNT));

        assertThat(email.kind()).isEqualTo(NotificationKind.ORDER_PLACED);
        assertThat(email.text()).contains(ORDER.toString(), "30000 KRW").doesNotContain("Kim", "kim@");
    }

    @Test
    void tellsWhyTheOrderIsCanceledAndWhatIsPaidBack() {
        var email = Email.about(new OrderCanceled(ORDER, "changed 100 % of my mind", AMOUNT));

        assertThat(email.kind()).isEqualTo(NotificationKind.ORDER_CANCELED);
        assertThat(email.text()).contains(ORDER.toString(), "changed 100 % of my mind", "You get 30000 KRW back");
    }

    @Test
    void promisesNoMoneyForAFreeOrder() {
        var email = Email.about(new OrderCanceled(ORDER, "no", new Amount(new BigDecimal("0.00"), "EUR")));

        assertThat(email.text()).doesNotContain("EUR").contains("There was nothing to pay");
    }

    @Test
    void tellsWhatWasPaidBack() {
        var email = Email.about(new RefundCompleted(UUID.randomUUID(), ORDER, AMOUNT, "r-1"));

        assertThat(email.kind()).isEqualTo(NotificationKind.REFUND_COMPLETED);
        assertThat(email.text()).contains(ORDER.toString(), "30000 KRW", "r-1");
    }

    @Test
    void tellsWhyNothingCouldBePaidBack() {
        var email = Email.about(new RefundRejected(UUID.randomUUID(), ORDER, "account closed"));

        assertThat(email.kind()).isEqualTo(NotificationKind.REFUND_REJECTED);
        assertThat(email.text()).contains(ORDER.toString(), "account closed");
    }
}
