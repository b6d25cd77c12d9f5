package dev.orderly.events;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Where the domain model raises its events: {@code Events.raise(new OrderCanceled(...))}.
 *
 * <p>Static, so that an aggregate needs no collaborator. The publisher belongs to the application context that started
 * last in this process; two contexts that both raise events do not share a class loader's {@code Events}.
 */
public final class Events {

    private static final AtomicReference<ApplicationEventPublisher> publisher = new AtomicReference<>();
    private static final ThreadLocal<@Nullable ApplicationEventPublisher> diverted = new ThreadLocal<>();

    private Events() {}

    /**
     * Publishes the event to its listeners, in this thread and before it returns. A {@link DomainEvent} is stored in
     * the running transaction: it is delivered if, and only if, that transaction commits.
     *
     * @throws IllegalStateException when no publisher is set, as while the beans of the application are still being
     *     made, or a {@code DomainEvent} is raised outside a transaction: the event would be lost otherwise
     * @throws RuntimeException whatever a listener throws, so that the caller's transaction rolls back
     */
    public static void raise(Object event) {
        var ofThread = diverted.get();
        var current = ofThread != null ? ofThread : publisher.get();
        if (current == null) {
            throw new IllegalStateException(
                    "No publisher is set, so %s would be lost: raise it when the application context has started, or collect it in a test with RaisedEvents"
                            .formatted(event.getClass().getName()));
        }
        current.publishEvent(event);
    }

    /** Sets where events go. The bus calls this at start. */
    public static void setPublisher(ApplicationEventPublisher newPublisher) {
        publisher.set(newPublisher);
    }

    /** Takes this publisher away again, unless another one has been set since. */
    public static void resetPublisher(ApplicationEventPublisher oldPublisher) {
        publisher.compareAndSet(oldPublisher, null);
    }

    /**
     * Sends what this thread raises to another publisher and nowhere else, until it is told otherwise: for tests of a
     * domain model, best by way of {@link dev.orderly.events.test.RaisedEvents}.
     *
     * @param newPublisher null for the one that all threads share
     * @return what this thread's events were diverted to before, if to anything
     */
    public static @Nullable ApplicationEventPublisher divert(@Nullable ApplicationEventPublisher newPublisher) {
        var old = diverted.get();
        if (newPublisher == null) {
            diverted.remove();
        } else {
            diverted.set(newPublisher);
        }
        return old;
    }
}
