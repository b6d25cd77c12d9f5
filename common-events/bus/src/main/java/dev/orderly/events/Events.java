package dev.orderly.events;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Raises the events of the domain model:
 *
 * <pre>{@code
 * public void cancel(String reason) {      // called in a transaction
 *     verifyNotYetShipped();
 *     status = CANCELED;
 *     Events.raise(new OrderCanceled(id, reason));
 * }
 * }</pre>
 *
 * <p>It is static, so that an aggregate needs no collaborator. If several application contexts run in this process, as in
 * tests with cached contexts, an event goes to the context whose database has a transaction open in the calling thread;
 * without such a transaction it goes to the context that started last.
 *
 * <p>A service calls only {@link #raise}. The other methods are for the bus and its test kit. They are public because both
 * are in other packages, and this package depends on none of those.
 */
public final class Events {

    /** In the order of their start. */
    private static final List<Context> contexts = new CopyOnWriteArrayList<>();

    private static final ThreadLocal<@Nullable ApplicationEventPublisher> diverted = new ThreadLocal<>();

    private Events() {}

    /**
     * Publishes the event to its listeners, in the calling thread and before it returns. A {@link DomainEvent} is stored in
     * the running transaction: it is delivered if, and only if, that transaction commits.
     *
     * <p>Events of one aggregate are delivered in the order in which their transactions commit, provided that two
     * transactions on it cannot both go on: raise an event after you have loaded the aggregate, if its update checks that
     * version (as {@code @Version} does), or else after you have locked or updated its row. Otherwise transactions that
     * overlap may be delivered in the order in which they raised.
     *
     * @throws IllegalStateException if no application context has started yet, or if a {@code DomainEvent} is raised outside
     *     a transaction or after its commit, as in a {@code @TransactionalEventListener}: the event would be lost. Such a
     *     listener raises it in a transaction of its own: {@code @Transactional(propagation = REQUIRES_NEW)}
     * @throws IllegalArgumentException if the {@code aggregateId} of a {@code DomainEvent} is null or blank
     * @throws RuntimeException whatever a listener throws, so that the caller's transaction rolls back
     */
    public static void raise(Object event) {
        var ofThread = diverted.get();
        var current = ofThread != null ? ofThread : publisherOfThisThread();
        if (current == null) {
            throw new IllegalStateException(
                    "%s would be lost, because no application context has started: raise it after the start, or collect it in a test with RaisedEvents"
                            .formatted(event.getClass().getName()));
        }
        current.publishEvent(event);
    }

    private static @Nullable ApplicationEventPublisher publisherOfThisThread() {
        ApplicationEventPublisher last = null;
        for (var context : contexts) {
            if (context.isInTransaction.getAsBoolean()) {
                return context.publisher;
            }
            last = context.publisher;
        }
        return last;
    }

    /** Sets the publisher of this process, for an application without a database. */
    public static void setPublisher(ApplicationEventPublisher newPublisher) {
        setPublisher(newPublisher, () -> false);
    }

    /**
     * Adds the publisher of an application context that has started; if it was added before, it becomes the last one. The
     * bus calls it.
     *
     * @param isInTransaction whether the calling thread has a transaction open on this context's database
     */
    public static void setPublisher(ApplicationEventPublisher newPublisher, BooleanSupplier isInTransaction) {
        synchronized (contexts) {
            resetPublisher(newPublisher);
            contexts.add(new Context(newPublisher, isInTransaction));
        }
    }

    /** Removes this publisher. The bus calls it when the context stops. */
    public static void resetPublisher(ApplicationEventPublisher oldPublisher) {
        contexts.removeIf(each -> each.publisher == oldPublisher);
    }

    /**
     * Sends the events of the calling thread to another publisher only, until the next call. For the test kit; a test uses
     * {@code RaisedEvents}.
     *
     * @param newPublisher null for the publisher of the process
     * @return the publisher that the thread was diverted to before; null if there was none
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

    private static final class Context {

        private final ApplicationEventPublisher publisher;
        private final BooleanSupplier isInTransaction;

        Context(ApplicationEventPublisher publisher, BooleanSupplier isInTransaction) {
            this.publisher = publisher;
            this.isInTransaction = isInTransaction;
        }
    }
}
