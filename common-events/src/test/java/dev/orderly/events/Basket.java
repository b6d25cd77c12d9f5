package dev.orderly.events;

/** The events of a domain that is not the shop: the bus knows nothing of either. */
final class Basket {

    private Basket() {}

    @EventType("basket.filled.v1")
    record Filled(String basket, int pieces) implements DomainEvent {

        @Override
        public String aggregateId() {
            return basket;
        }
    }

    @EventType("basket.emptied.v1")
    record Emptied(String basket) implements DomainEvent {

        @Override
        public String aggregateId() {
            return basket;
        }
    }
}
