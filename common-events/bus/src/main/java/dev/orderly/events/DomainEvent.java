package dev.orderly.events;

/**
 * Something that happened to an aggregate and that other services may know of.
 *
 * <p>An implementing class carries an {@link EventType}. It is serialised as JSON by its components, so it is best a
 * record; {@link #aggregateId()} itself does not appear in the payload.
 */
public interface DomainEvent {

    /**
     * The aggregate this event belongs to. Events of one aggregate reach every consumer in the order in which their
     * transactions committed; between aggregates there is no order.
     */
    String aggregateId();
}
