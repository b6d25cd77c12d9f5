package dev.orderly.shop.order.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.orderly.shop.order.domain.Money;
import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.OrderRefundStatus;
import dev.orderly.shop.order.domain.OrderStatus;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order in responses. */
@Schema(name = "Order")
record OrderBody(
        @Schema(description = "A UUIDv7.") UUID orderId,
        OrderStatus status,

        @Schema(description = "The refund of a canceled order: PENDING until the payment gateway gives a final answer.")
        OrderRefundStatus refundStatus,

        CustomerBody customer,
        List<LineBody> lines,
        Total total,
        Instant placedAt,
        @Nullable Instant canceledAt,
        @Nullable String cancelReason,

        @Schema(description = "How often the order was changed after it was placed.")
        long version) {

    static OrderBody of(Order order) {
        return new OrderBody(
                order.id(),
                order.status(),
                order.refundStatus(),
                CustomerBody.of(order.customer()),
                order.lines().stream().map(LineBody::of).toList(),
                Total.of(order.total()),
                order.placedAt(),
                order.canceledAt(),
                order.cancelReason(),
                order.version());
    }

    @Schema(name = "Money")
    record Total(
            @Schema(example = "30000") BigDecimal amount,

            @Schema(description = "ISO 4217.", example = "KRW")
            String currency) {

        static Total of(Money money) {
            return new Total(money.amount(), money.currency().getCurrencyCode());
        }
    }
}
