package dev.orderly.lab.rung.book;

/** How far the forwarder has come. */
interface OffsetStore {

    long get();

    void update(long nextOffset);
}
