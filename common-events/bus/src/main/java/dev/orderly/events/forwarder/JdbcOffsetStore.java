package dev.orderly.events.forwarder;

import dev.orderly.events.store.ForwarderPosition;

/** Saves the position in the store's own database, where the retention sees it. */
final class JdbcOffsetStore implements OffsetStore {

    private final ForwarderPosition saved;

    JdbcOffsetStore(ForwarderPosition saved) {
        this.saved = saved;
    }

    @Override
    public long get() {
        return saved.get();
    }

    @Override
    public void update(long position) {
        saved.update(position);
    }
}
