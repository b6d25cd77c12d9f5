package dev.orderly.shop.order.web;

import java.math.BigDecimal;

import dev.orderly.shop.order.domain.OrderLine;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;

/** A line of an order in requests and responses. */
@Schema(name = "Line")
record LineBody(
        @Schema(example = "p-1") @NotBlank @Size(max = OrderLine.MAX_PRODUCT_ID)
        String productId,

        @Schema(example = "2") @NotNull @Min(1) @Max(OrderLine.MAX_QUANTITY)
        Integer quantity,

        @Schema(
                description = "The price of one unit, with at most as many decimals as the currency of the order has.",
                example = "15000")
        @NotNull
        @DecimalMin("0")
        @DecimalMax("1000000000000")
        BigDecimal unitPrice) {

    static LineBody of(OrderLine line) {
        return new LineBody(line.productId(), line.quantity(), line.unitPrice());
    }

    OrderLine toLine() {
        return new OrderLine(productId, quantity, unitPrice);
    }
}
