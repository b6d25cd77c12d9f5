package dev.orderly.events.forwarder;

import java.util.List;

import dev.orderly.events.store.EventEntry;

/**
 * The way to a transport. Used by one thread at a time.
 *
 * <p>Life of a sender: {@link #open()}, then any number of {@link #send}; after any exception it is {@link #close()
 * closed} and opened anew, since only opening finds out how much of an interrupted batch has arrived.
 */
public interface EventSender extends AutoCloseable {

    /**
     * Takes the place of every earlier sender of this source, whose {@code send} fails from now on.
     *
     * @return the highest position that the transport already holds, or 0
     */
    long open();

    /**
     * Delivers the entries, which ascend by position: all of them are visible to consumers afterwards, or none is.
     *
     * @throws SenderFencedException when a later sender of this source has been opened
     */
    void send(List<EventEntry> entries);

    @Override
    void close();
}
