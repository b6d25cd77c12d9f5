package dev.orderly.events.store;

import java.util.List;

import dev.orderly.events.DomainEvent;

/** The events of this service, kept in its own database. Also known as the outbox. */
public interface EventStore {

    /** A batch ends with the event that brings its payloads to this many bytes, so that it always fits into memory. */
    int BATCH_BYTES = 8 * 1024 * 1024;

    /**
     * Adds an event to the running transaction; a rollback takes it away again.
     *
     * @throws IllegalStateException when no transaction on the store's database is open in this thread
     * @throws EventTooLargeException when the payload is larger than {@code orderly.max-event-size}
     */
    void save(DomainEvent event);

    /**
     * The committed events with a position above {@code position}, ascending, at most {@code limit} of them; fewer when
     * they are large, see {@link #BATCH_BYTES}, and none only when there are none.
     *
     * @throws EventsDroppedException when the next ones have been dropped
     */
    List<EventEntry> get(long position, int limit);
}
