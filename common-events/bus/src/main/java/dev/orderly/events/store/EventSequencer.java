package dev.orderly.events.store;

import java.util.List;

/**
 * Gives committed events their positions. It does so after the commit: a transaction that commits late can then not put
 * an event behind a reader that has already passed its position.
 *
 * <p>Any number of threads and processes may call it at the same time; the positions have no gaps.
 */
public interface EventSequencer {

    /**
     * Numbers committed events that have no position yet. A crash loses nothing: as soon as events have their positions,
     * they can be read from the store. If the process freezes, other sequencers continue.
     *
     * @param limit the maximum number of events; fewer if they are large, see {@link EventStore#BATCH_BYTES}
     */
    Numbered number(int limit);

    /** The highest position given so far; 0 in the beginning. */
    long head();

    /**
     * The result of one call.
     *
     * @param entries ascending by position, without a gap; empty if every committed event has its position
     * @param head    the highest position that any sequencer has given so far; 0 if there is none
     */
    record Numbered(List<EventEntry> entries, long head) {}
}
