package dev.orderly.shop.order.web;

import java.net.URI;
import java.util.Currency;
import java.util.UUID;

import dev.orderly.shop.idempotency.IdempotentCall;
import dev.orderly.shop.order.application.CancelOrderService;
import dev.orderly.shop.order.application.FindOrdersService;
import dev.orderly.shop.order.application.PlaceOrderService;
import dev.orderly.shop.order.application.ShipOrderService;
import dev.orderly.shop.order.domain.OrderStatus;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RestController;

@RestController
class OrderController implements OrderApi {

    private final PlaceOrderService placeOrder;
    private final FindOrdersService findOrders;
    private final CancelOrderService cancelOrder;
    private final ShipOrderService shipOrder;

    OrderController(
            PlaceOrderService placeOrder,
            FindOrdersService findOrders,
            CancelOrderService cancelOrder,
            ShipOrderService shipOrder) {
        this.placeOrder = placeOrder;
        this.findOrders = findOrders;
        this.cancelOrder = cancelOrder;
        this.shipOrder = shipOrder;
    }

    @Override
    public ResponseEntity<?> place(PlaceOrderRequest request, IdempotentCall call) {
        return call.answer(() -> {
            var order = placeOrder.place(
                    request.customer().toCustomer(),
                    request.lines().stream().map(LineBody::toLine).toList(),
                    Currency.getInstance(request.currency()));
            return ResponseEntity.created(URI.create("/orders/" + order.id())).body(OrderBody.of(order));
        });
    }

    @Override
    public OrderBody get(UUID orderId) {
        return OrderBody.of(findOrders.find(orderId));
    }

    @Override
    public OrderPageBody list(@Nullable OrderStatus status, int limit, @Nullable String cursor) {
        var after =
                cursor == null || cursor.isEmpty() ? null : Cursor.parse(cursor).end();
        return OrderPageBody.of(findOrders.newestFirst(status, after, limit));
    }

    @Override
    public ResponseEntity<?> cancel(UUID orderId, CancelOrderRequest request, IdempotentCall call) {
        return call.answer(() -> ResponseEntity.ok(OrderBody.of(cancelOrder.cancel(orderId, request.reason()))));
    }

    @Override
    public ResponseEntity<?> ship(UUID orderId, IdempotentCall call) {
        return call.answer(() -> ResponseEntity.ok(OrderBody.of(shipOrder.ship(orderId))));
    }
}
