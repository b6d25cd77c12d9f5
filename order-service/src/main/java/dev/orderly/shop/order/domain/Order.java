package dev.orderly.shop.order.domain;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.orderly.events.Events;
import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.contract.OrderPlaced;
import dev.orderly.shop.contract.OrderShipped;
import org.jspecify.annotations.Nullable;

/**
 * A customer's order. It is placed, and then either shipped or canceled; a canceled order also has the status of its
 * refund. Each change raises an event, except the outcome of the refund, which another service has published.
 *
 * <p>Not thread-safe; two transactions that change the same order run one after the other, see {@link Orders#forChange}.
 */
public final class Order {

    public static final int MAX_LINES = 100;
    public static final int MAX_REASON = 1_000;

    private final UUID id;
    private final Customer customer;
    private final List<OrderLine> lines;
    private final Money total;
    private final Instant placedAt;
    private OrderStatus status;
    private OrderRefundStatus refundStatus;
    private @Nullable Instant canceledAt;
    private @Nullable String cancelReason;
    private long version;

    /** Restores a stored order: checks nothing and raises no event. */
    public Order(
            UUID id,
            Customer customer,
            List<OrderLine> lines,
            Money total,
            Instant placedAt,
            OrderStatus status,
            OrderRefundStatus refundStatus,
            @Nullable Instant canceledAt,
            @Nullable String cancelReason,
            long version) {
        this.id = id;
        this.customer = customer;
        this.lines = List.copyOf(lines);
        this.total = total;
        this.placedAt = placedAt;
        this.status = status;
        this.refundStatus = refundStatus;
        this.canceledAt = canceledAt;
        this.cancelReason = cancelReason;
        this.version = version;
    }

    /** @throws InvalidOrderException if there are no lines or too many, or a price cannot be paid in the currency */
    public static Order place(UUID id, Customer customer, List<OrderLine> lines, Currency currency, Instant now) {
        verifyNumberOf(lines);
        verifyPrices(lines, currency);
        var priced = lines.stream().map(line -> line.pricedIn(currency)).toList();
        var total = totalOf(priced, currency);
        var order =
                new Order(id, customer, priced, total, now, OrderStatus.PLACED, OrderRefundStatus.NONE, null, null, 0);
        Events.raise(new OrderPlaced(
                id,
                new OrderPlaced.Customer(customer.id(), customer.name(), customer.email()),
                priced.stream()
                        .map(line -> new OrderPlaced.Line(line.productId(), line.quantity(), line.unitPrice()))
                        .toList(),
                published(total)));
        return order;
    }

    /** Cancels the order; the whole total is to be refunded. */
    public void cancel(String reason, Instant now) {
        verifyNotYetShipped();
        verifyNotYetCanceled();
        Rules.verifyText("reason", reason, MAX_REASON);
        status = OrderStatus.CANCELED;
        refundStatus = OrderRefundStatus.PENDING;
        canceledAt = now;
        cancelReason = reason;
        version++;
        Events.raise(new OrderCanceled(id, reason, published(total)));
    }

    public void ship() {
        verifyNotYetShipped();
        verifyNotYetCanceled();
        status = OrderStatus.SHIPPED;
        version++;
        Events.raise(new OrderShipped(id));
    }

    /** The refund is paid. */
    public void refundCompleted() {
        settleRefund(OrderRefundStatus.COMPLETED);
    }

    /** The payment gateway has rejected the refund; this is final. */
    public void refundRejected() {
        settleRefund(OrderRefundStatus.REJECTED);
    }

    /** @throws IllegalStateException if no refund is pending, so the event contradicts this order */
    private void settleRefund(OrderRefundStatus outcome) {
        if (refundStatus != OrderRefundStatus.PENDING) {
            throw new IllegalStateException("The refund of order %s is %s, not PENDING: it cannot become %s"
                    .formatted(id, refundStatus, outcome));
        }
        refundStatus = outcome;
        version++;
    }

    private void verifyNotYetShipped() {
        if (status == OrderStatus.SHIPPED) {
            throw new OrderAlreadyShippedException(id);
        }
    }

    private void verifyNotYetCanceled() {
        if (status == OrderStatus.CANCELED) {
            throw new OrderAlreadyCanceledException(id);
        }
    }

    private static void verifyNumberOf(List<OrderLine> lines) {
        if (lines.isEmpty() || lines.size() > MAX_LINES) {
            throw new InvalidOrderException("lines", "must have from 1 to %d elements".formatted(MAX_LINES));
        }
    }

    private static void verifyPrices(List<OrderLine> lines, Currency currency) {
        var broken = IntStream.range(0, lines.size())
                .filter(i -> !Money.isAmountOf(currency, lines.get(i).unitPrice()))
                .mapToObj(i -> new InvalidOrderException.Violation(
                        "lines[%d].unitPrice".formatted(i),
                        "must have at most %d decimals in %s".formatted(currency.getDefaultFractionDigits(), currency)))
                .toList();
        if (!broken.isEmpty()) {
            throw new InvalidOrderException(broken);
        }
    }

    private static Money totalOf(List<OrderLine> lines, Currency currency) {
        var total = lines.stream().map(OrderLine::price).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (!Money.isInRange(total)) {
            throw new InvalidOrderException("lines", "must have a total of at most %s".formatted(Money.MAX));
        }
        return new Money(total, currency);
    }

    private static Amount published(Money money) {
        return new Amount(money.amount(), money.currency().getCurrencyCode());
    }

    public UUID id() {
        return id;
    }

    public Customer customer() {
        return customer;
    }

    public List<OrderLine> lines() {
        return lines;
    }

    public Money total() {
        return total;
    }

    public Instant placedAt() {
        return placedAt;
    }

    public OrderStatus status() {
        return status;
    }

    public OrderRefundStatus refundStatus() {
        return refundStatus;
    }

    /** Null unless the order is canceled; the same for the reason. */
    public @Nullable Instant canceledAt() {
        return canceledAt;
    }

    public @Nullable String cancelReason() {
        return cancelReason;
    }

    /** How often the order was changed after it was placed. */
    public long version() {
        return version;
    }

    /** Orders with the same id are equal, whatever their state. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Order order && id.equals(order.id);
    }

    @Override
    public int hashCode() {
        return Objects.hashCode(id);
    }

    @Override
    public String toString() {
        return "Order " + id;
    }
}
