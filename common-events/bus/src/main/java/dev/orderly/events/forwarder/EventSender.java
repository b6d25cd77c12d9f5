package dev.orderly.events.forwarder;

import java.util.List;
import java.util.UUID;

import dev.orderly.events.store.EventEntry;
import org.jspecify.annotations.Nullable;

/**
 * The way to a transport. Used by one thread at a time.
 *
 * <p>Life of a sender: {@link #open()}, then any number of {@link #send} and {@link #resend}; after any exception it is
 * {@link #close() closed} and opened anew, since only opening finds out how much of an interrupted batch has arrived.
 */
public interface EventSender extends AutoCloseable {

    /**
     * Takes the place of every earlier sender of this source, whose {@code send} fails from now on. A transport that
     * cannot tell an earlier sender from this one lets both send, and delivers some entries twice.
     */
    Opened open();

    /**
     * Delivers the entries, which ascend by position. Afterwards all of them are visible to consumers, or, on a
     * transport with transactions, none is; without, the first of them may be, and are delivered again.
     *
     * @throws SenderFencedException when a later sender of this source has been opened
     * @throws UnsendableEventException when the transport refuses one of the entries for good
     */
    void send(List<EventEntry> entries);

    /**
     * Delivers entries of one aggregate whose turn has passed, under the same promises as {@link #send}.
     *
     * @throws SenderFencedException when a later sender of this source has been opened
     * @throws UnsendableEventException when the transport refuses one of the entries for good
     */
    void resend(List<EventEntry> entries);

    @Override
    void close();

    /**
     * What the transport holds when a sender is opened.
     *
     * @param position   the highest position that was sent, or 0
     * @param lastResent the last event that was sent again, if there was one
     */
    record Opened(long position, @Nullable UUID lastResent) {}
}
