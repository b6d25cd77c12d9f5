package dev.orderly.shop.notification.application;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to leave the mail server alone: twice as long after each failure, up to a cap, and then anything between half
 * of that and all of it, lest mails that failed together come back together.
 */
record BackOff(Duration first, Duration cap) {

    Duration after(int failures) {
        var doublings = Math.min(failures - 1, 30);
        var full = Math.min(first.toMillis() << doublings, cap.toMillis());
        return Duration.ofMillis(ThreadLocalRandom.current().nextLong(full / 2, full + 1));
    }
}
