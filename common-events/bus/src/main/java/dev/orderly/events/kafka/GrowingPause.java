package dev.orderly.events.kafka;

import java.time.Duration;

/** The pauses between attempts to reach the brokers: each twice as long as the one before, up to {@link #LONGEST}. */
record GrowingPause(Duration first) {

    /** Short enough for everything to be back to normal half a minute after the brokers are. */
    static final Duration LONGEST = Duration.ofSeconds(15);

    Duration after(int failures) {
        var doubled = first.multipliedBy(1L << Math.min(failures - 1, 16));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }
}
