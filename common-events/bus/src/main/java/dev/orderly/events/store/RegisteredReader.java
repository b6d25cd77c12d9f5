package dev.orderly.events.store;

/**
 * A reader of the store that is waited for: nothing is dropped that it has not passed.
 *
 * @param name     of the forwarder, the source; of whoever pulls, what it calls itself
 * @param position up to which it has read
 * @param lag      how many events it has still to read
 */
public record RegisteredReader(String name, long position, long lag) {}
