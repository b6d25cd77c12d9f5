package dev.orderly.events.store;

/**
 * The events that a reader has still to read.
 *
 * @param position the last position that the reader has passed
 * @param events   how many committed events come after it
 * @param age      of the oldest of them, in seconds; 0 if there is none
 */
public record Backlog(long position, long events, double age) {}
