package dev.orderly.events;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventTypesTests {

    @Test
    void theShopsContractDeclaresItsTypes() {
        assertThat(EventTypes.in(List.of("dev.orderly.shop.contract")).all().keySet())
                .containsExactlyInAnyOrder(
                        "order.placed.v1",
                        "order.shipped.v1",
                        "order.canceled.v1",
                        "refund.completed.v1",
                        "refund.rejected.v1");
    }

    @Test
    void anEventWithoutATypeIsNamed() {
        assertThatThrownBy(() -> EventTypes.nameOf(Nameless.class))
                .hasMessageContaining(Nameless.class.getName())
                .hasMessageContaining("@EventType");
    }

    @Test
    void aTypeThatIsDeclaredTwiceNamesBothClasses() {
        assertThatThrownBy(() -> EventTypes.in(List.of("dev.orderly.events.twice")))
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
