package dev.orderly.events.forwarder;

import java.util.List;

import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;

/**
 * Reads the entries after a position, one batch after the other. What it numbers itself it does not read again; what
 * somebody else has numbered shows as a gap, since positions are dense, and is read from the store.
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

    /** The entries that follow the ones of the last call, without a gap; empty when there are none at present. */
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
