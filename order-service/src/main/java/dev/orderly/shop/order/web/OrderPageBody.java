package dev.orderly.shop.order.web;

import java.util.List;

import dev.orderly.shop.order.domain.Orders;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A page of the list of orders. */
@Schema(name = "OrderPage")
record OrderPageBody(
        List<OrderBody> items,

        @Schema(description = "The cursor of the next page; null on the last page.") @Nullable
        String nextCursor) {

    static OrderPageBody of(Orders.Page page) {
        return new OrderPageBody(
                page.orders().stream().map(OrderBody::of).toList(),
                page.end() == null ? null : new Cursor(page.end()).toString());
    }
}
