package dev.orderly.events.forwarder;

import java.util.List;

import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;

/**
 * Reads the entries after a position, one batch after the other, and encodes them. It gives positions only when it has read
 * everything that has one, and does not read from the store what it has just read to give it a position.
 */
final class MessageReader {

    private final EventStore store;
    private final EventSequencer sequencer;
    private final String topic;
    private final int batchSize;
    private long position;
    private long head;

    MessageReader(EventStore store, EventSequencer sequencer, String topic, int batchSize, long position) {
        this.store = store;
        this.sequencer = sequencer;
        this.topic = topic;
        this.batchSize = batchSize;
        this.position = position;
    }

    /** The messages after those of the last call, without a gap; empty if there are none yet. */
    List<OutgoingMessage> next() {
        var batch = position < head ? store.get(position, batchSize) : number();
        if (!batch.isEmpty()) {
            position = batch.get(batch.size() - 1).position();
        }
        return batch.stream().map(this::encode).toList();
    }

    private List<EventEntry> number() {
        var numbered = sequencer.number(batchSize);
        head = numbered.head();
        if (head <= position) {
            return List.of();
        }
        // Unless another sequencer has given positions meanwhile.
        return head == position + numbered.entries().size() ? numbered.entries() : store.get(position, batchSize);
    }

    private OutgoingMessage encode(EventEntry entry) {
        var message = CloudEventEncoder.encode(entry.metadata(), entry.contentType(), entry.payload(), topic);
        return new OutgoingMessage(entry.metadata(), message);
    }
}
