package dev.orderly.events.store;

/**
 * The events that a reader has still to read.
 *
 * @param position the last position that the reader has passed
 * @param events   how many committed events come after it
 * @param age      of the oldest of them, in seconds; 0 if there is none
 * @param resting  for how long the reader has not moved, in seconds; forever, if it never has
 */
public record Backlog(long position, long events, double age, double resting) {

    private static final double STALLED_SECONDS = 30;

    /** Whether an event has been waiting for 30 s, and the reader has not moved for as long. */
    public boolean isStalled() {
        return Math.min(age, resting) > STALLED_SECONDS;
    }
}
