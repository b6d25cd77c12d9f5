package dev.orderly.lab.rung.book;

/** As in the book: a restarted process begins again with the first event. */
class MemoryOffsetStore implements OffsetStore {

    private long nextOffset;

    @Override
    public long get() {
        return nextOffset;
    }

    @Override
    public void update(long nextOffset) {
        this.nextOffset = nextOffset;
    }
}
