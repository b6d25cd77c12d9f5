package dev.orderly.events.inbox;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.ReceivedEvent;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.type.EventTypes;
import dev.orderly.events.type.EventVersion;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ReflectionUtils;

/** The handlers of one consumer, one for each event type. */
final class EventHandlers {

    private final Map<String, Handler> handlers = new TreeMap<>();

    /** @throws BusSetupException if a type has two handlers that are equally close to it */
    void add(Handler handler) {
        handlers.merge(handler.version().type(), handler, EventHandlers::closer);
    }

    /** The handler that needs fewer upcasts: the one for this version, or for the nearest later version. */
    private static Handler closer(Handler one, Handler other) {
        int upcasts = one.version().upcasts().size();
        int otherUpcasts = other.version().upcasts().size();
        if (upcasts == otherUpcasts) {
            throw new BusSetupException(
                    "The event type %s has two handlers: %s and %s"
                            .formatted(one.version().type(), one.method(), other.method()),
                    "keep one of them, and call the other from it; or give one a consumer of its own: @EventHandler(consumer = \"...\")");
        }
        return upcasts < otherUpcasts ? one : other;
    }

    /** The handler of a type; null if this consumer does not handle it. */
    @Nullable
    Handler of(String type) {
        return handlers.get(type);
    }

    /** Whether this consumer handles other versions of the type, but not this one. */
    boolean handlesAnotherVersionOf(String type) {
        var base = EventTypes.withoutVersion(type);
        return !handlers.containsKey(type)
                && handlers.keySet().stream()
                        .anyMatch(each -> EventTypes.withoutVersion(each).equals(base));
    }

    /** The types that this consumer handles. */
    Set<String> types() {
        return new TreeSet<>(handlers.keySet());
    }

    static final class Handler {

        private final Object bean;
        private final Method method;
        private final EventVersion version;
        private final boolean takesMetadata;
        private final boolean isReplayed;

        /**
         * @param takesMetadata whether it has a parameter for the metadata, or takes a list of {@link ReceivedEvent}s
         * @param isReplayed    whether replays call it again
         */
        Handler(Object bean, Method method, EventVersion version, boolean takesMetadata, boolean isReplayed) {
            this.bean = bean;
            this.method = method;
            this.version = version;
            this.takesMetadata = takesMetadata;
            this.isReplayed = isReplayed;
        }

        Method method() {
            return method;
        }

        EventVersion version() {
            return version;
        }

        /** Whether it takes a list of events. */
        boolean isOfBatch() {
            return method.getParameterTypes()[0] == List.class;
        }

        boolean isReplayed() {
            return isReplayed;
        }

        /** Calls the method, and throws what it throws. */
        void handle(DomainEvent event, EventMetadata metadata) {
            if (takesMetadata) {
                invoke(event, metadata);
            } else {
                invoke(event);
            }
        }

        /** Calls the method, which takes a batch, and throws what it throws. */
        void handle(List<ReceivedEvent<?>> events) {
            invoke(
                    takesMetadata
                            ? List.copyOf(events)
                            : events.stream().map(ReceivedEvent::event).toList());
        }

        private void invoke(Object... arguments) {
            try {
                method.invoke(bean, arguments);
            } catch (InvocationTargetException e) {
                ReflectionUtils.rethrowRuntimeException(e.getTargetException());
            } catch (IllegalAccessException e) {
                throw new IllegalStateException("Cannot call " + method, e);
            }
        }
    }
}
