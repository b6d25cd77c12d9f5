package dev.orderly.events;

/**
 * Adds headers of the application to events, and takes them into account when events are handled. Every bean of this type
 * is called, in the order of {@code @Order}; the first is the outermost.
 *
 * <pre>{@code
 * @Component
 * class Region implements EventInterceptor {
 *
 *     @Override
 *     public EventContext raising(DomainEvent event, EventContext context) {
 *         return context.with("region", "eu");
 *     }
 * }
 * }</pre>
 *
 * <p>What it throws fails the raise, or the attempt to handle.
 */
public interface EventInterceptor {

    /**
     * Called when an event is raised, in the thread and the transaction of the caller.
     *
     * @param context what the event would carry
     * @return what it carries
     */
    default EventContext raising(DomainEvent event, EventContext context) {
        return context;
    }

    /**
     * Called when an event is handled, in the thread and the transaction of the handler; not for a duplicate, nor for
     * a handler that takes batches.
     *
     * @param handler calls the handler; call it once
     */
    default void handling(EventMetadata event, Runnable handler) {
        handler.run();
    }
}
