package dev.orderly.events.test;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.Events;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Collects the events that the code under test raises in this thread, without an application context:
 *
 * <pre>{@code
 * var raised = RaisedEvents.during(() -> order.cancel("changed my mind", now));
 *
 * assertThat(raised.all()).containsExactly(new OrderCanceled(...));
 * }</pre>
 *
 * <p>For a whole test class: {@code @AutoClose final RaisedEvents raised = RaisedEvents.open();}. Collected events are not
 * stored or delivered, and need no transaction. The events of other threads are not affected, so a test may use it next to
 * a running application context and in parallel with other tests. Only the thread that opened it may use it.
 *
 * <p>In a test with an application context, use Spring's {@code @RecordApplicationEvents}: it records the events of a use
 * case, which are stored as usual.
 */
public final class RaisedEvents implements AutoCloseable {

    private final List<Object> events = new ArrayList<>();
    private final @Nullable ApplicationEventPublisher outer;

    private RaisedEvents() {
        outer = Events.divert(events::add);
    }

    /** Collects events from now on, until it is closed. If another one is opened meanwhile, that one collects instead. */
    public static RaisedEvents open() {
        return new RaisedEvents();
    }

    /**
     * The events that the action raises.
     *
     * @throws RuntimeException whatever the action throws; its events are then discarded
     */
    public static RaisedEvents during(Runnable action) {
        try (var raised = open()) {
            action.run();
            return raised;
        }
    }

    /** A copy of the events, in the order in which they were raised. */
    public List<Object> all() {
        return List.copyOf(events);
    }

    /** The events of this class, in the order in which they were raised. */
    public <T> List<T> of(Class<T> eventClass) {
        return events.stream()
                .filter(eventClass::isInstance)
                .map(eventClass::cast)
                .toList();
    }

    /**
     * The only event that was raised.
     *
     * @throws AssertionError if no event, more than one, or one of another class was raised
     */
    public <T> T only(Class<T> eventClass) {
        if (events.size() != 1 || !eventClass.isInstance(events.get(0))) {
            throw new AssertionError("Expected exactly one event of type %s, but these were raised: %s"
                    .formatted(eventClass.getSimpleName(), events));
        }
        return eventClass.cast(events.get(0));
    }

    /** Discards the events collected so far, such as those of the steps before the one under test. */
    public void forget() {
        events.clear();
    }

    /** Stops collecting: this thread's events go where they went before. The collected events stay available. */
    @Override
    public void close() {
        Events.divert(outer);
    }
}
