package dev.orderly.events.store;

import java.util.List;

import dev.orderly.events.DomainEvent;

/** The events of this service, in its own database (also known as the outbox). */
public interface EventStore {

    /** A batch ends with the event whose payload brings it to this many bytes, so that a batch always fits into memory. */
    int BATCH_BYTES = 8 * 1024 * 1024;

    /**
     * Stores an event in the running transaction; a rollback removes it.
     *
     * @throws IllegalStateException if no transaction on the store's database is open in this thread, or if it has ended
     *     and its synchronizations still run
     * @throws IllegalArgumentException if the event's {@code aggregateId} is null or blank
     * @throws EventNotSerializableException if the event cannot be written as JSON
     * @throws EventTooLargeException if the payload is larger than {@code orderly.max-event-size}
     */
    void save(DomainEvent event);

    /**
     * The committed events with a position above {@code position}, ascending, at most {@code limit} of them; fewer if
     * they are large, see {@link #BATCH_BYTES}. The list is empty only if there is no such event.
     *
     * @throws EventsDroppedException if the retention has dropped the next events
     */
    default List<EventEntry> get(long position, int limit) {
        return get(position, limit, BATCH_BYTES);
    }

    /** The same, but the list ends with the event whose payload brings it to this many bytes. */
    List<EventEntry> get(long position, int limit, int bytes);
}
