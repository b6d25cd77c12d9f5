package dev.orderly.events.forwarder;

/** Saves the position up to which a forwarder has delivered, that position included. */
interface OffsetStore {

    /** The saved position, or 0. */
    long get();

    /** Saves the position, but never goes back: a fenced forwarder cannot undo its successor's progress. */
    void update(long position);
}
