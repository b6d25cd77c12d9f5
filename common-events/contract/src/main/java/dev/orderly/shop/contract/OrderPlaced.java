package dev.orderly.shop.contract;

import java.math.BigDecimal;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

import static java.util.Objects.requireNonNull;

/** A customer placed an order. Only this event carries personal data; a service that needs an address keeps its own copy. */
@EventType("order.placed.v1")
public record OrderPlaced(UUID orderId, Customer customer, List<Line> lines, Amount total) implements DomainEvent {

    public OrderPlaced {
        requireNonNull(orderId, "orderId");
        requireNonNull(customer, "customer");
        lines = List.copyOf(requireNonNull(lines, "lines"));
        requireNonNull(total, "total");
    }

    @Override
    public String aggregateId() {
        return orderId.toString();
    }

    public record Customer(String id, String name, String email) {

        public Customer {
            requireNonNull(id, "customer.id");
            requireNonNull(name, "customer.name");
            requireNonNull(email, "customer.email");
        }
    }

    public record Line(String productId, int quantity, BigDecimal unitPrice) {

        public Line {
            requireNonNull(productId, "lines.productId");
            requireNonNull(unitPrice, "lines.unitPrice");
        }
    }
}
