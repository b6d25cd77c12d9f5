package dev.orderly.shop.order.web;

import java.util.List;

import dev.orderly.shop.order.domain.Order;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** The body of {@code POST /orders}. */
@Schema(name = "PlaceOrder")
record PlaceOrderRequest(
        @NotNull @Valid CustomerBody customer,

        @Schema(description = "The total is at most 1000000000000.") @NotNull @Size(min = 1, max = Order.MAX_LINES)
        List<@NotNull @Valid LineBody> lines,

        @Schema(description = "ISO 4217 code, in capital letters.", example = "KRW") @NotNull @CurrencyCode
        String currency) {}
