package dev.orderly.events.forwarder;

import java.util.List;

import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;

/**
 * Reads the entries after a position, one batch after the other. It does not read again the events that it numbers
 * itself. If another sequencer has numbered events, it sees a hole in its positions and reads them from the store.
 */
final class EntryReader {

    private final EventStore store;
    private final EventSequencer sequencer;
    private final int batchSize;
    private long position;

    EntryReader(EventStore store, EventSequencer sequencer, int batchSize, long position) {
        this.store = store;
        this.sequencer = sequencer;
        this.batchSize = batchSize;
        this.position = position;
    }

    /** The entries after those of the last call, without a hole; empty if there are none yet. */
    List<EventEntry> next() {
        var numbered = sequencer.number(batchSize);
        List<EventEntry> batch;
        if (numbered.head() <= position) {
            batch = List.of();
        } else if (numbered.head() == position + numbered.entries().size()) {
            batch = numbered.entries();
        } else {
            batch = store.get(position, batchSize);
        }
        if (!batch.isEmpty()) {
            position = batch.get(batch.size() - 1).position();
        }
        return batch;
    }
}
