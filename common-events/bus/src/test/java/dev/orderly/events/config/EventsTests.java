package dev.orderly.events.config;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.Events;
import dev.orderly.events.config.OrderlyAutoConfiguration.EventsConnector;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class EventsTests {

    @Test
    void whatIsRaisedReachesTheListenersOfAStartedContext() {
        try (var context = context()) {
            context.registerBean(Notes.class);
            context.refresh();

            Events.raise(new Noted("first"));

            assertThat(context.getBean(Notes.class).heard).containsExactly(new Noted("first"));
        }
    }

    /** The connector is made first here; the methods that listen are not registered before all beans are there. */
    @Test
    void whatABeanRaisesWhileItIsMadeIsRefusedRatherThanLost() {
        try (var context = context()) {
            context.registerBean(Notes.class);
            context.registerBean(InitializingBean.class, () -> () -> Events.raise(new Noted("too early")));

            assertThatThrownBy(context::refresh)
                    .rootCause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("Noted would be lost");
        }
    }

    @Test
    void aClosedContextGetsNoEvents() {
        try (var context = context()) {
            context.refresh();
        }

        assertThatThrownBy(() -> Events.raise(new Noted("too late")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Noted would be lost");
    }

    private static AnnotationConfigApplicationContext context() {
        var context = new AnnotationConfigApplicationContext();
        context.registerBean(EventsConnector.class, () -> new EventsConnector(context, () -> false));
        return context;
    }

    record Noted(String text) {}

    static class Notes {

        private final List<Noted> heard = new ArrayList<>();

        @EventListener
        void on(Noted noted) {
            heard.add(noted);
        }
    }
}
