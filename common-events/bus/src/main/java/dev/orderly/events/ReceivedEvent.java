package dev.orderly.events;

/**
 * An event with its metadata, for a handler that takes a batch:
 *
 * <pre>{@code
 * @EventHandler
 * void on(List<ReceivedEvent<OrderPlaced>> batch) {
 *     totals.insertAll(batch.stream().map(each -> row(each.event(), each.metadata().time())).toList());
 * }
 * }</pre>
 *
 * @param <E> the class of the event
 */
public record ReceivedEvent<E extends DomainEvent>(E event, EventMetadata metadata) {}
