package dev.orderly.events.type;

import java.util.List;

import dev.orderly.events.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventTypesTests {

    @Test
    void anEventWithoutATypeIsNamed() {
        assertThatThrownBy(() -> EventTypes.nameOf(Nameless.class))
                .hasMessageContaining(Nameless.class.getName())
                .hasMessageContaining("@EventType");
    }

    @Test
    void aTypeThatIsDeclaredTwiceNamesBothClasses() {
        assertThatThrownBy(() -> EventTypes.in(List.of("dev.orderly.events.type.twice")))
                .hasMessageContaining("basket.lost.v1")
                .hasMessageContaining("twice.Lost")
                .hasMessageContaining("twice.Mislaid");
    }

    @ParameterizedTest
    @ValueSource(classes = {WithoutVersion.class, UpperCase.class, VersionZero.class})
    void aMalformedTypeIsRefused(Class<?> malformed) {
        assertThatThrownBy(() -> EventTypes.nameOf(malformed)).hasMessageContaining(malformed.getName());
    }

    static class Nameless {}

    @EventType("basket.lost")
    static class WithoutVersion {}

    @EventType("Basket.lost.v1")
    static class UpperCase {}

    @EventType("basket.lost.v0")
    static class VersionZero {}
}
