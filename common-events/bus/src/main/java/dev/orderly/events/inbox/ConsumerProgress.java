package dev.orderly.events.inbox;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.support.AfterCommit;
import org.jspecify.annotations.Nullable;

/** What the consumer of this instance has done since its start, for an operator. Safe for use by several threads. */
public final class ConsumerProgress implements EventMetrics {

    private final Clock clock;
    private final LongAdder handled = new LongAdder();
    private final LongAdder duplicates = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable Instant lastActivity;

    ConsumerProgress(Clock clock) {
        this.clock = clock;
    }

    /** How many events it has handled. */
    public long handled() {
        return handled.sum();
    }

    /** How many duplicates it has recognized; none had an effect. */
    public long duplicates() {
        return duplicates.sum();
    }

    /** How many attempts have failed. */
    public long failures() {
        return failures.sum();
    }

    /** When an event last came to the consumer; null if none has since the start. */
    public @Nullable Instant lastActivity() {
        return lastActivity;
    }

    @Override
    public void handled(EventMetadata event, String origin) {
        AfterCommit.run(() -> count(handled));
    }

    @Override
    public void recognized(EventMetadata event, String origin) {
        AfterCommit.run(() -> count(duplicates));
    }

    @Override
    public void failed(EventMetadata event, String origin, String reason) {
        AfterCommit.run(() -> count(failures));
    }

    private void count(LongAdder counter) {
        counter.increment();
        lastActivity = clock.instant();
    }
}
