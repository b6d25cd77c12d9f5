package dev.orderly.events.type;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Upcast;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventVersionTests {

    @Test
    void aClassCanBeReadFromEachEarlierVersionThatUpcastsLeadTo() {
        assertThat(EventVersion.readableAs(Labelled.class))
                .extracting(EventVersion::type)
                .containsExactly("basket.labelled.v3", "basket.labelled.v2", "basket.labelled.v1");
        assertThat(EventVersion.readableAs(Labelled.class).get(2).upcast(new LabelledV1("b", "red")))
                .isEqualTo(new Labelled("b", "red", "en", false));
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
        NotStatic of(LabelledV1 earlier) {
            return this;
        }
    }

    @EventType("basket.labelled.v2")
    record OfAnotherType(String aggregateId) implements DomainEvent {

        @Upcast
        static OfAnotherType of(Moved other) {
            return new OfAnotherType(other.aggregateId());
        }
    }

    @EventType("basket.labelled.v2")
    record Downwards(String aggregateId) implements DomainEvent {

        @Upcast
        static Downwards of(Labelled later) {
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
        static Ambiguous of(LabelledV1 earlier) {
            return new Ambiguous(earlier.aggregateId());
        }

        @Upcast
        static Ambiguous or(LabelledV1 earlier) {
            return new Ambiguous(earlier.aggregateId());
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
}
