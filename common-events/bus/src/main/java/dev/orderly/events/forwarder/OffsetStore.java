package dev.orderly.events.forwarder;

/** Remembers how far a forwarder has delivered: everything up to and including the position. */
interface OffsetStore {

    /** The last position saved, or 0. */
    long get(String forwarder);

    /** Never goes back: a forwarder that has been overtaken cannot undo its successor's progress. */
    void update(String forwarder, long position);
}
