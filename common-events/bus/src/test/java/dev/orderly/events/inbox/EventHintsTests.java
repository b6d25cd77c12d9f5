package dev.orderly.events.inbox;

import java.util.Map;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Upcast;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.beans.factory.aot.AotServices;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

class EventHintsTests {

    private final RuntimeHints hints = new RuntimeHints();

    @BeforeEach
    void register() {
        var context = new GenericApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("orderly.packages[0]", EventHintsTests.class.getPackageName() + ".hints")));
        context.registerBean(Clerk.class);
        context.refresh();

        new EventHints().register(hints, context.getBeanFactory());
    }

    @Test
    void anEventOfThePackagesCanBeWrittenAndRead() throws Exception {
        var event = Class.forName("dev.orderly.events.inbox.hints.Stamped");

        assertThat(RuntimeHintsPredicates.reflection().onConstructorInvocation(event.getDeclaredConstructors()[0]))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(event, "letter"))
                .accepts(hints);
    }

    @Test
    void aHandlerItsEventAndTheUpcastsToItCanBeCalled() {
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Clerk.class, "on"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Posted.class, "letter"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection().onMethodInvocation(Posted.class, "from"))
                .accepts(hints);
        assertThat(RuntimeHintsPredicates.reflection()
                        .onConstructorInvocation(PostedV1.class.getDeclaredConstructors()[0]))
                .accepts(hints);
    }

    @Test
    void theMigrationsArePartOfTheImage() {
        assertThat(RuntimeHintsPredicates.resource()
                        .forResource("dev/orderly/events/schema/V1__event_store_and_inbox.sql"))
                .accepts(hints);
    }

    @Test
    void springFindsTheProcessor() {
        assertThat(AotServices.factories()
                        .load(BeanFactoryInitializationAotProcessor.class)
                        .asList())
                .hasAtLeastOneElementOfType(EventHints.class);
    }

    @EventType("letter.posted.v1")
    record PostedV1(String letter) implements DomainEvent {

        @Override
        public String aggregateId() {
            return letter;
        }
    }

    @EventType("letter.posted.v2")
    record Posted(String letter, String country) implements DomainEvent {

        @Upcast
        static Posted from(PostedV1 earlier) {
            return new Posted(earlier.letter(), "KR");
        }

        @Override
        public String aggregateId() {
            return letter;
        }
    }

    static class Clerk {

        @EventHandler
        void on(Posted event) {}
    }
}
