package dev.orderly.events.store;

/**
 * A registered reader of the store. The retention keeps every event that it has not passed.
 *
 * @param name     the source, if it is the forwarder; for a reader of the feed, the name it gave itself
 * @param position the last position that it has passed
 * @param lag      how many events it has still to read
 */
public record RegisteredReader(String name, long position, long lag) {}
