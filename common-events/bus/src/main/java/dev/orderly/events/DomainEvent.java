package dev.orderly.events;

/**
 * Something that happened to an aggregate, published to other services.
 *
 * <p>An implementing class has an {@link EventType} annotation. Its properties are serialized as JSON, so it is best a
 * record; {@link #aggregateId()} itself is not part of the payload.
 *
 * <pre>{@code
 * @EventType("order.canceled.v1")
 * public record OrderCanceled(UUID orderId, String reason) implements DomainEvent {
 *
 *     @Override
 *     public String aggregateId() {
 *         return orderId.toString();
 *     }
 * }
 * }</pre>
 */
public interface DomainEvent {

    /**
     * The id of the aggregate that this event belongs to. Every consumer receives the events of one aggregate in the order
     * in which their transactions committed; events of different aggregates have no order. Transactions on the same
     * aggregate that overlap need a version or a lock for that: see {@link Events#raise}.
     *
     * @return neither null nor blank
     */
    String aggregateId();
}
