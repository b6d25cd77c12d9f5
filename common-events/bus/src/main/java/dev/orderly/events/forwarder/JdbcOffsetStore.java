package dev.orderly.events.forwarder;

import dev.orderly.events.store.EventReaders;

/** Offsets in the database of the events themselves, where the store sees how far the forwarder is. */
record JdbcOffsetStore(EventReaders readers) implements OffsetStore {

    @Override
    public long get(String forwarder) {
        return readers.position(forwarder);
    }

    @Override
    public void update(String forwarder, long position) {
        readers.passed(forwarder, position);
    }
}
