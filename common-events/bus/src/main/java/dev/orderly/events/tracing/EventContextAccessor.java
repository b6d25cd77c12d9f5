package dev.orderly.events.tracing;

import dev.orderly.events.EventContext;
import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * Lets Micrometer's context propagation pass the {@link EventContext} on to other threads, such as those of {@code @Async}
 * methods with {@code spring.task.execution.propagate-context=true}. Loaded as a service.
 */
public final class EventContextAccessor implements ThreadLocalAccessor<EventContext> {

    @Override
    public Object key() {
        return EventContext.class.getName();
    }

    @Override
    public @Nullable EventContext getValue() {
        var current = EventContext.current();
        return current.isEmpty() ? null : current;
    }

    @Override
    public void setValue(EventContext context) {
        context.open();
    }

    @Override
    public void setValue() {
        EventContext.EMPTY.open();
    }
}
