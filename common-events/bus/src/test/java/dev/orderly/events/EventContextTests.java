package dev.orderly.events;

import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class EventContextTests {

    private static final UUID ID = UUID.fromString("01a2027e-d2ad-7536-82e3-40957e65fb0c");

    @Test
    void aScopeEndsWithTheContextThatTheThreadHadBefore() {
        try (var outer = EventContext.EMPTY.withTenant("outer").open()) {
            try (var inner = EventContext.EMPTY.withTenant("inner").open()) {
                assertThat(EventContext.current().tenant()).contains("inner");
            }
            assertThat(EventContext.current().tenant()).contains("outer");
        }
        assertThat(EventContext.current()).isSameAs(EventContext.EMPTY);
    }

    @Test
    void anEventPassesOnItsContextWithItsIdAsTheCausation() {
        var context = EventContext.EMPTY
                .withCorrelationId("request-7")
                .withTenant("acme")
                .with("causationid", "an earlier event")
                .with("desk", "12");

        assertThat(EventContext.causedBy(event(context))).isEqualTo(context.with("causationid", ID.toString()));
    }

    @Test
    void anEventWithoutACorrelationCorrelatesByItsId() {
        assertThat(EventContext.causedBy(event(EventContext.EMPTY)).correlationId())
                .contains(ID.toString());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Desk", "de-sk", "a23456789012345678901", "id", "data", "datacontenttype", "traceparent"})
    void aNameThatCloudEventsDoesNotAllowOrUsesItselfIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventContext.EMPTY.with(name, "12"))
                .withMessageStartingWith(name + " is no name for an attribute of an event");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a\0b", "a\nb"})
    void aValueThatNoHeaderCanHaveIsRefused(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EventContext.EMPTY.withTenant(value))
                .withMessageStartingWith("The attribute tenant must have");
    }

    private static EventMetadata event(EventContext context) {
        return new EventMetadata(ID, "desk.asked.v1", "/desk", "a", Instant.EPOCH, 1, null, context, false);
    }
}
