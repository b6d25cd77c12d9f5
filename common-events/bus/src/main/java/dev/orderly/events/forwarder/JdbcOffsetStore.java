package dev.orderly.events.forwarder;

import dev.orderly.events.store.RegisteredReaders;

/** Saves the position in the store's own database, where the retention sees it. */
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
