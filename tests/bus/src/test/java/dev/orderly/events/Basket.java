package dev.orderly.events;

import java.util.List;
import java.util.Map;

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

    @EventType("basket.labelled.v1")
    record LabelledV1(String aggregateId, String label) implements DomainEvent {}

    @EventType("basket.labelled.v2")
    record LabelledV2(String aggregateId, String label, String language) implements DomainEvent {

        @Upcast
        static LabelledV2 of(LabelledV1 earlier) {
            return new LabelledV2(earlier.aggregateId(), earlier.label(), "en");
        }
    }

    @EventType("basket.labelled.v3")
    record Labelled(String aggregateId, String label, String language, boolean printed) implements DomainEvent {

        @Upcast
        static Labelled of(LabelledV2 earlier) {
            return new Labelled(earlier.aggregateId(), earlier.label(), earlier.language(), false);
        }
    }

    @EventType("basket.moved.v1")
    record Moved(String aggregateId, String place) implements DomainEvent {}

    /** The same event, once its class has got a better name. */
    @EventType("basket.moved.v1")
    record Relocated(String aggregateId, String place) implements DomainEvent {}

    @EventType("basket.priced.v1")
    record Priced(String aggregateId, Map<String, List<Price>> prices) implements DomainEvent {}

    record Price(String text) {

        @Override
        public String text() {
            throw new IllegalStateException(text + " is no price");
        }
    }
}
