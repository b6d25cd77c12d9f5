package dev.orderly.events.support;

import java.time.Duration;

/**
 * The pauses between attempts: each is twice as long as the one before, up to the longest.
 *
 * @param first   the pause after the first attempt
 * @param longest the pause is never longer than this, not even the first
 */
public record Backoff(Duration first, Duration longest) {

    private static final int MAX_DOUBLINGS = 30;

    /** Always the same pause. */
    public static Backoff constant(Duration pause) {
        return new Backoff(pause, pause);
    }

    /**
     * The pause after that many attempts.
     *
     * @param attempts 1 or more
     */
    public Duration after(int attempts) {
        var doubled = first.multipliedBy(1L << Math.min(attempts - 1, MAX_DOUBLINGS));
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
