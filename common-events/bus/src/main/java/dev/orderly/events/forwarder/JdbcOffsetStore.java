package dev.orderly.events.forwarder;

import dev.orderly.events.store.RegisteredReaders;

/** Offsets in the database of the events themselves, where the store sees how far the forwarder is. */
final class JdbcOffsetStore implements OffsetStore {

    private final RegisteredReaders readers;

    JdbcOffsetStore(RegisteredReaders readers) {
        this.readers = readers;
    }

    @Override
    public long get(String forwarder) {
        return readers.position(forwarder);
    }

    @Override
    public void update(String forwarder, long position) {
        readers.passed(forwarder, position);
    }
}
