package dev.orderly.events;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventVersionTests {

    @Test
    void aClassCanBeReadFromEachEarlierVersionThatUpcastsLeadTo() {
        assertThat(EventVersion.readableAs(Basket.Labelled.class))
                .extracting(EventVersion::type)
                .containsExactly("basket.labelled.v3", "basket.labelled.v2", "basket.labelled.v1");
        assertThat(EventVersion.readableAs(Basket.Labelled.class).get(2).upcast(new Basket.LabelledV1("b", "red")))
                .isEqualTo(new Basket.Labelled("b", "red", "en", false));
    }

    @ParameterizedTest
    @ValueSource(classes = {NotStatic.class, OfAnotherType.class, Downwards.class, OfNoEvent.class, Ambiguous.class})
    void anUpcastThatCannotWorkIsNamed(Class<?> eventClass) {
        assertThatThrownBy(() -> EventVersion.readableAs(eventClass))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(eventClass.getSimpleName());
    }

    @EventType("basket.labelled.v2")
    record NotStatic(String aggregateId) implements DomainEvent {

        @Upcast
        NotStatic of(Basket.LabelledV1 earlier) {
            return this;
        }
    }

    @EventType("basket.labelled.v2")
    record OfAnotherType(String aggregateId) implements DomainEvent {

        @Upcast
        static OfAnotherType of(Basket.Moved other) {
            return new OfAnotherType(other.aggregateId());
        }
    }

    @EventType("basket.labelled.v2")
    record Downwards(String aggregateId) implements DomainEvent {

        @Upcast
        static Downwards of(Basket.Labelled later) {
            return new Downwards(later.aggregateId());
        }
    }

    @EventType("basket.labelled.v2")
    record OfNoEvent(String aggregateId) implements DomainEvent {

        @Upcast
        static OfNoEvent of(String text) {
            return new OfNoEvent(text);
        }
    }

    @EventType("basket.labelled.v4")
    record Ambiguous(String aggregateId) implements DomainEvent {

        @Upcast
        static Ambiguous of(Basket.LabelledV1 earlier) {
            return new Ambiguous(earlier.aggregateId());
        }

        @Upcast
        static Ambiguous or(Basket.LabelledV1 earlier) {
            return new Ambiguous(earlier.aggregateId());
        }
    }
}
