package dev.orderly.events.store;

import java.util.List;

/**
 * Gives committed events their position, after the commit: only then is it known which events there are, so a
 * transaction that commits late cannot leave an event behind a reader that has already passed.
 *
 * <p>Any number of threads and processes may call it at the same time; the positions stay dense.
 */
public interface EventSequencer {

    /**
     * Numbers committed events that have no position yet, in the order of their insertion, in one short transaction of
     * its own. A crash after its commit loses nothing: the events can be read from the store.
     *
     * @param limit how many at the most; fewer when they are large, see {@link EventStore#BATCH_BYTES}
     */
    Numbered number(int limit);

    /**
     * What a call has numbered.
     *
     * @param entries ascending, without a gap among them; empty when every committed event has its position
     * @param head    the highest position given by then, by whichever sequencer; 0 in the beginning
     */
    record Numbered(List<EventEntry> entries, long head) {}
}
