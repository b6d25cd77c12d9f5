package dev.orderly.shop.work;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The delay before the next attempt: it doubles with each failure up to a limit, and a random part of up to one half is
 * taken off, so that work that failed together is not retried together.
 */
public record RetryBackoff(Duration first, Duration limit) {

    /** @param failures how many attempts have failed: 1, 2, 3, ... */
    public Duration after(int failures) {
        var doublings = Math.min(failures - 1, 30);
        var full = Math.min(first.toMillis() << doublings, limit.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    }
}
