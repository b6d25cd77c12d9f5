package dev.orderly.events;

import java.util.concurrent.atomic.AtomicReference;

import org.springframework.context.ApplicationEventPublisher;

/**
 * Where the domain model raises its events: {@code Events.raise(new OrderCanceled(...))}.
 *
 * <p>Static, so that an aggregate needs no collaborator. The publisher belongs to the application context that started
 * last in this process; two contexts that both raise events do not share a class loader's {@code Events}.
 */
public final class Events {

    private static final AtomicReference<ApplicationEventPublisher> publisher = new AtomicReference<>();

    private Events() {}

    /**
     * Publishes the event to its listeners, in this thread and before it returns. A {@link DomainEvent} is stored in
     * the running transaction: it is delivered if, and only if, that transaction commits.
     *
     * @throws IllegalStateException when no publisher is set, or a {@code DomainEvent} is raised outside a transaction:
     *     the event would be lost otherwise
     * @throws RuntimeException whatever a listener throws, so that the caller's transaction rolls back
     */
    public static void raise(Object event) {
        var current = publisher.get();
        if (current == null) {
            throw new IllegalStateException(
                    "No publisher is set, so %s would be lost: start the application context, or set one in the test"
                            .formatted(event.getClass().getName()));
        }
        current.publishEvent(event);
    }

    /** Sets where events go. The bus calls this at start; a unit test of a domain model may, too. */
    public static void setPublisher(ApplicationEventPublisher newPublisher) {
        publisher.set(newPublisher);
    }

    /** Takes this publisher away again, unless another one has been set since. */
    public static void resetPublisher(ApplicationEventPublisher oldPublisher) {
        publisher.compareAndSet(oldPublisher, null);
    }
}
