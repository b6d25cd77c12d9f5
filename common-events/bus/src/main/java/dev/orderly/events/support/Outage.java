package dev.orderly.events.support;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;

/**
 * Counts the failed attempts of an activity that is retried until it succeeds, and says how long to wait before the next
 * one. It logs attempts 1, 2, 4, 8, ..., and a stack trace only once, so that a long outage does not flood the log.
 *
 * <p>Safe for use by several threads.
 */
public final class Outage {

    private final Logger log;
    private final String activity;
    private final Backoff backoff;
    private int attempts;

    /** @param activity the subject of the log lines, such as {@code Listening to RabbitMQ} */
    public Outage(Logger log, String activity, Backoff backoff) {
        this.log = log;
        this.activity = activity;
        this.backoff = backoff;
    }

    /**
     * An attempt has failed. Its root cause is logged: the exceptions around it quote whole statements. The first one is
     * logged with its stack trace.
     *
     * @return the pause before the next attempt
     */
    public Duration failed(Throwable failure) {
        return failed(CauseText.of(NestedExceptionUtils.getMostSpecificCause(failure)), failure);
    }

    /**
     * An attempt has failed for a reason that needs no stack trace.
     *
     * @return the pause before the next attempt
     */
    public Duration failed(String reason) {
        return failed(reason, null);
    }

    private synchronized Duration failed(String reason, @Nullable Throwable failure) {
        attempts++;
        var pause = backoff.after(attempts);
        if (Integer.bitCount(attempts) == 1) {
            log.warn(
                    "{} failed (attempt {}): {}; retrying in {}",
                    activity,
                    attempts,
                    reason,
                    text(pause),
                    attempts == 1 ? failure : null);
        }
        return pause;
    }

    private static String text(Duration pause) {
        return pause.toSeconds() < 1 ? pause.toMillis() + " ms" : pause.toSeconds() + " s";
    }

    /** An attempt has succeeded: the end of the outage is logged, if there was one. */
    public synchronized void recovered() {
        if (attempts > 0) {
            log.info("{} works again after {} failed attempts", activity, attempts);
        }
        attempts = 0;
    }

    /** Starts to count at 1 again, and logs nothing. */
    public synchronized void reset() {
        attempts = 0;
    }
}
