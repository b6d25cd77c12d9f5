package dev.orderly.events.access;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;

/**
 * Deletes operator actions that are older than {@code orderly.operator-actions.retention}: at the start, and every hour.
 * Several instances may do so at the same time.
 */
final class OperatorActionRetention implements SmartLifecycle {

    private static final Logger log = SafeLog.of(OperatorActionRetention.class);

    private static final Duration INTERVAL = Duration.ofHours(1);

    private final OperatorActions actions;
    private final Duration retention;
    private @Nullable ScheduledExecutorService executor;

    /** @param retention zero: nothing is ever deleted */
    OperatorActionRetention(OperatorActions actions, Duration retention) {
        this.actions = actions;
        this.retention = retention;
    }

    @Override
    public void start() {
        if (retention.isZero()) {
            return;
        }
        var started = Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "operator-action-retention"));
        started.scheduleWithFixedDelay(this::deleteOld, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
        executor = started;
    }

    @Override
    public void stop() {
        var stopping = executor;
        executor = null;
        if (stopping != null) {
            stopping.shutdown();
        }
    }

    @Override
    public boolean isRunning() {
        return executor != null;
    }

    private void deleteOld() {
        try {
            int deleted = actions.deleteOlderThan(retention);
            if (deleted > 0) {
                log.info("Deleted {} operator actions that were older than {}", deleted, retention);
            }
        } catch (RuntimeException e) {
            log.warn("Deleting old operator actions failed: {}; retrying in {}", e.toString(), INTERVAL);
        }
    }
}
