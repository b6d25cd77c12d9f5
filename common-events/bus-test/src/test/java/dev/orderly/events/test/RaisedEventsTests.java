package dev.orderly.events.test;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.Events;
import org.junit.jupiter.api.Test;
import org.springframework.context.ApplicationEventPublisher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RaisedEventsTests {

    @Test
    void showsWhatAnActionRaisesInItsOrder() {
        var raised = RaisedEvents.during(() -> {
            Events.raise("first");
            Events.raise(2);
        });

        assertThat(raised.all()).containsExactly("first", 2);
        assertThat(raised.of(Integer.class)).containsExactly(2);
    }

    @Test
    void theOnlyEventIsAskedForByItsClass() {
        assertThat(RaisedEvents.during(() -> Events.raise("first")).only(String.class))
                .isEqualTo("first");
        assertThatThrownBy(
                        () -> RaisedEvents.during(() -> Events.raise("first")).only(Integer.class))
                .isInstanceOf(AssertionError.class)
                .hasMessage("Expected exactly one event of type Integer, but these were raised: [first]");
        assertThatThrownBy(() -> RaisedEvents.during(() -> {}).only(String.class))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void publishesNothingMeanwhileAndEverythingAfterwards() {
        List<Object> published = new ArrayList<>();
        ApplicationEventPublisher running = published::add;
        Events.setPublisher(running);
        try {
            RaisedEvents.during(() -> Events.raise("collected"));
            assertThatIllegalStateException()
                    .isThrownBy(() -> RaisedEvents.during(() -> {
                        throw new IllegalStateException();
                    }));

            Events.raise("published");

            assertThat(published).containsExactly("published");
        } finally {
            Events.resetPublisher(running);
        }
    }

    @Test
    void whatAnotherThreadRaisesGoesItsUsualWay() {
        List<Object> published = new ArrayList<>();
        ApplicationEventPublisher running = published::add;
        Events.setPublisher(running);
        try {
            var raised = RaisedEvents.during(() -> {
                var other = new Thread(() -> Events.raise("of another thread"));
                other.start();
                try {
                    other.join();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(raised.all()).isEmpty();
            assertThat(published).containsExactly("of another thread");
        } finally {
            Events.resetPublisher(running);
        }
    }

    @Test
    void oneWithinAnotherGivesTheThreadBackToTheOuterOne() {
        try (var outer = RaisedEvents.open()) {
            var inner = RaisedEvents.during(() -> Events.raise("inner"));
            Events.raise("outer");

            assertThat(inner.all()).containsExactly("inner");
            assertThat(outer.all()).containsExactly("outer");
        }
    }
}
