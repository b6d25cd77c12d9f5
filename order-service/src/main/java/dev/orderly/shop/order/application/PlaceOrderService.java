package dev.orderly.shop.order.application;

import java.time.Clock;
import java.util.Currency;
import java.util.List;

import dev.orderly.shop.order.domain.Customer;
import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.OrderLine;
import dev.orderly.shop.order.domain.Orders;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Places an order. */
@Service
public class PlaceOrderService {

    private final Orders orders;
    private final OrderLog log;
    private final Clock clock;

    PlaceOrderService(Orders orders, OrderLog log, Clock clock) {
        this.orders = orders;
        this.log = log;
        this.clock = clock;
    }

    @Transactional
    public Order place(Customer customer, List<OrderLine> lines, Currency currency) {
        var order = Order.place(orders.nextId(), customer, lines, currency, clock.instant());
        orders.add(order);
        log.placed(order);
        return order;
    }
}
