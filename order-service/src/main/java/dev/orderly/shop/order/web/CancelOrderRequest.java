package dev.orderly.shop.order.web;

import dev.orderly.shop.order.domain.Order;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** The body of {@code POST /orders/{orderId}/cancellation}. */
@Schema(name = "CancelOrder")
record CancelOrderRequest(
        @Schema(example = "Found it in a drawer") @NotBlank @Size(max = Order.MAX_REASON)
        String reason) {}
