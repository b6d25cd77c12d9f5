package dev.orderly.shop.order.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.test.RaisedEvents;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.contract.OrderPlaced;
import dev.orderly.shop.contract.OrderShipped;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** The rules of an order. */
class OrderTests {

    private static final UUID ID = UUID.fromString("0192f0c1-2d3e-7f4a-8b5c-6d7e8f901234");
    private static final Customer KIM = new Customer("c-1", "Kim", "kim@example.com");
    private static final Currency KRW = Currency.getInstance("KRW");
    private static final Currency USD = Currency.getInstance("USD");
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(60);

    @AutoClose
    private final RaisedEvents raised = RaisedEvents.open();

    @Test
    void isPlacedWithTheTotalOfItsLines() {
        var order = Order.place(ID, KIM, List.of(line(2, "15000"), line(1, "500.00")), KRW, NOW);

        assertThat(order.status()).isEqualTo(OrderStatus.PLACED);
        assertThat(order.refundStatus()).isEqualTo(OrderRefundStatus.NONE);
        assertThat(order.total().amount()).isEqualTo("30500");
        assertThat(order.placedAt()).isEqualTo(NOW);
        assertThat(order.version()).isZero();
    }

    @Test
    void writesPricesInTheCoinsOfTheCurrency() {
        var order = Order.place(ID, KIM, List.of(line(2, "12.5"), line(1, "3"), line(1, "0.00000")), USD, NOW);

        assertThat(order.lines())
                .extracting(line -> line.unitPrice().toPlainString())
                .containsExactly("12.50", "3.00", "0.00");
        assertThat(order.total().amount().toPlainString()).isEqualTo("28.00");
    }

    @Test
    void tellsEverythingAboutItWhenItIsPlaced() {
        Order.place(ID, KIM, List.of(line(2, "15000")), KRW, NOW);

        assertThat(raised.all())
                .containsExactly(new OrderPlaced(
                        ID,
                        new OrderPlaced.Customer("c-1", "Kim", "kim@example.com"),
                        List.of(new OrderPlaced.Line("p-1", 2, new BigDecimal("15000"))),
                        new Amount(new BigDecimal("30000"), "KRW")));
    }

    @Test
    void canBeCanceledAndThenWaitsForItsRefund() {
        var order = placed();

        order.cancel("too late", LATER);

        assertThat(order.status()).isEqualTo(OrderStatus.CANCELED);
        assertThat(order.refundStatus()).isEqualTo(OrderRefundStatus.PENDING);
        assertThat(order.canceledAt()).isEqualTo(LATER);
        assertThat(order.cancelReason()).isEqualTo("too late");
        assertThat(order.version()).isEqualTo(1);
        assertThat(raised.all())
                .containsExactly(new OrderCanceled(ID, "too late", new Amount(new BigDecimal("30000"), "KRW")));
    }

    @Test
    void cannotBeCanceledTwice() {
        var order = placed();
        order.cancel("first", NOW);

        assertThatExceptionOfType(OrderAlreadyCanceledException.class).isThrownBy(() -> order.cancel("second", LATER));

        assertThat(order.cancelReason()).isEqualTo("first");
        assertThat(order.version()).isEqualTo(1);
        assertThat(raised.all()).hasSize(1);
    }

    @Test
    void cannotBeCanceledOnceItIsShipped() {
        var order = placed();
        order.ship();

        assertThatExceptionOfType(OrderAlreadyShippedException.class).isThrownBy(() -> order.cancel("late", LATER));

        assertThat(order.status()).isEqualTo(OrderStatus.SHIPPED);
        assertThat(order.refundStatus()).isEqualTo(OrderRefundStatus.NONE);
        assertThat(raised.all()).containsExactly(new OrderShipped(ID));
    }

    @Test
    void isShippedOnlyOnceAndNeverWhenCanceled() {
        var shipped = placed();
        shipped.ship();
        var canceled = placed();
        canceled.cancel("no", NOW);
        raised.forget();

        assertThatExceptionOfType(OrderAlreadyShippedException.class).isThrownBy(shipped::ship);
        assertThatExceptionOfType(OrderAlreadyCanceledException.class).isThrownBy(canceled::ship);

        assertThat(raised.all()).isEmpty();
        assertThat(shipped.version()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void isNotCanceledWithoutAReason(String reason) {
        var order = placed();

        assertBroken(() -> order.cancel(reason, NOW), "reason");
        assertThat(order.status()).isEqualTo(OrderStatus.PLACED);
    }

    @Test
    void showsWhatBecameOfItsRefund() {
        var paid = placed();
        paid.cancel("a", NOW);
        paid.refundCompleted();
        var refused = placed();
        refused.cancel("b", NOW);
        refused.refundRejected();

        assertThat(paid.refundStatus()).isEqualTo(OrderRefundStatus.COMPLETED);
        assertThat(refused.refundStatus()).isEqualTo(OrderRefundStatus.REJECTED);
        assertThat(paid.version()).isEqualTo(2);
    }

    @Test
    void isNotRefundedTwiceNorWithoutACancellation() {
        var paid = placed();
        paid.cancel("a", NOW);
        paid.refundCompleted();

        assertThatIllegalStateException().isThrownBy(paid::refundCompleted);
        assertThatIllegalStateException().isThrownBy(paid::refundRejected);
        assertThatIllegalStateException().isThrownBy(placed()::refundCompleted);
        assertThat(paid.refundStatus()).isEqualTo(OrderRefundStatus.COMPLETED);
    }

    @Test
    void hasAtLeastOneLineAndNotTooMany() {
        assertBroken(() -> place(List.of(), KRW), "lines");
        assertBroken(() -> place(Collections.nCopies(Order.MAX_LINES + 1, line(1, "1")), KRW), "lines");
        place(Collections.nCopies(Order.MAX_LINES, line(1, "1")), KRW);
    }

    @ParameterizedTest
    @CsvSource({"KRW, 0.5", "USD, 0.001", "KWD, 0.0001", "JPY, 1e-999999999"})
    void hasPricesThatCanBePaidInCoins(String currency, String price) {
        assertBroken(
                () -> place(List.of(line(1, "1"), line(1, price)), Currency.getInstance(currency)),
                "lines[1].unitPrice");
        assertThat(raised.all()).isEmpty();
    }

    @Test
    void hasATotalWithinTheMaximum() {
        var max = Money.MAX.toPlainString();
        place(List.of(line(1, max)), KRW);

        assertBroken(() -> place(List.of(line(1, max), line(1, "1")), KRW), "lines");
        assertBroken(() -> place(List.of(line(2, max)), KRW), "lines");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, OrderLine.MAX_QUANTITY + 1, Integer.MAX_VALUE})
    void hasQuantitiesInTheirRange(int quantity) {
        assertBroken(() -> line(quantity, "1"), "quantity");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "-0.01", "1000000000001", "1e999999999", "-1e999999999"})
    void hasPricesInTheirRange(String price) {
        assertBroken(() -> line(1, price), "unitPrice");
    }

    @Test
    @Timeout(5)
    void doesNotWriteOutTheZerosOfAnOddZero() {
        var zero = new BigDecimal("0e-999999999");

        var order = Order.place(
                ID, KIM, List.of(new OrderLine("p", 1, zero), new OrderLine("p", 1, zero.negate())), KRW, NOW);

        assertThat(order.total().amount().toPlainString()).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kim",
                "kim@",
                "@example.com",
                "kim@@example.com",
                "k im@example.com",
                "kim@exa mple.com",
                "kim@example..com",
                ".kim@example.com",
                "kim.@example.com",
                "kim..k@example.com",
                "kim@-example.com",
                "kim@example.com\nBcc: x@y",
                "김@example.com",
                "kim@example.com.",
                "\"kim\"@example.com",
                "kim@[127.0.0.1]",
                "<kim@example.com>"
            })
    void refusesWhatIsNoEmailAddress(String email) {
        assertBroken(() -> new Customer("c", "Kim", email), "customer.email");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"kim@example.com", "k.i-m+o_x@mail.example.co.kr", "kim@localhost", "o'hara@x.io", "1@2.de"})
    void acceptsEmailAddresses(String email) {
        assertThat(new Customer("c", "Kim", email).email()).isEqualTo(email);
    }

    @Test
    @Timeout(5)
    void refusesAnEmailAddressThatIsTooLongBeforeItLooksAtIt() {
        assertBroken(() -> new Customer("c", "Kim", "a" + ".a".repeat(500_000) + "@b"), "customer.email");
    }

    private static void place(List<OrderLine> lines, Currency currency) {
        Order.place(ID, KIM, lines, currency, NOW);
    }

    /** Its event is ignored. */
    private Order placed() {
        var order = Order.place(ID, KIM, List.of(line(2, "15000")), KRW, NOW);
        raised.forget();
        return order;
    }

    private static OrderLine line(int quantity, String unitPrice) {
        return new OrderLine("p-1", quantity, new BigDecimal(unitPrice));
    }

    private static void assertBroken(Runnable action, String path) {
        assertThatExceptionOfType(InvalidOrderException.class)
                .isThrownBy(action::run)
                .satisfies(broken -> assertThat(broken.violations())
                        .extracting(InvalidOrderException.Violation::path)
                        .containsExactly(path));
    }
}
