package dev.orderly.events.test;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.Events;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * What the code under test raises in this thread, in a test without an application context:
 *
 * <pre>{@code
 * var raised = RaisedEvents.during(() -> order.cancel("changed my mind", now));
 *
 * assertThat(raised.all()).containsExactly(new OrderCanceled(...));
 * }</pre>
 *
 * <p>Or for all of a test class: {@code @AutoClose final RaisedEvents raised = RaisedEvents.open();}. Nothing is stored or
 * delivered meanwhile, no transaction is needed, and what other threads raise goes its usual way: it may be
 * used beside a running application context and by tests that run in parallel. Used by one thread, the one that opened
 * it.
 *
 * <p>In a test with an application context, Spring's {@code @RecordApplicationEvents} shows what a use case has raised,
 * and the events are stored as well.
 */
public final class RaisedEvents implements AutoCloseable {

    private final List<Object> events = new ArrayList<>();
    private final @Nullable ApplicationEventPublisher outer;

    private RaisedEvents() {
        outer = Events.divert(events::add);
    }

    /** Collects from now on, until it is closed. One that is opened meanwhile takes precedence. */
    public static RaisedEvents open() {
        return new RaisedEvents();
    }

    /**
     * What the action raises.
     *
     * @throws RuntimeException whatever the action throws; what it has raised by then is forgotten
     */
    public static RaisedEvents during(Runnable action) {
        try (var raised = open()) {
            action.run();
            return raised;
        }
    }

    /** In the order in which they were raised; a copy. */
    public List<Object> all() {
        return List.copyOf(events);
    }

    /** Those of this class, in the order in which they were raised. */
    public <T> List<T> of(Class<T> eventClass) {
        return events.stream()
                .filter(eventClass::isInstance)
                .map(eventClass::cast)
                .toList();
    }

    /**
     * The one event that was raised.
     *
     * @throws AssertionError when it is of another class, there was none, or there were more
     */
    public <T> T only(Class<T> eventClass) {
        if (events.size() != 1 || !eventClass.isInstance(events.get(0))) {
            throw new AssertionError("Expected one %s and nothing else to be raised, but it was: %s"
                    .formatted(eventClass.getSimpleName(), events));
        }
        return eventClass.cast(events.get(0));
    }

    /** Leaves out what was raised so far, such as by the steps that lead to the one under test. */
    public void forget() {
        events.clear();
    }

    /** From now on this thread's events go where they went before. What was collected stays. */
    @Override
    public void close() {
        Events.divert(outer);
    }
}
