package dev.orderly.events.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes those who wait for events as soon as a transaction of this process has committed some. A hint for speed only:
 * commits of other processes do not signal, so whoever waits also looks from time to time.
 */
public final class CommitSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long commits;

    /** Signals once the running transaction has committed, however often it asks for it. */
    void afterCommit() {
        if (TransactionSynchronizationManager.getSynchronizations().stream()
                .noneMatch(each -> each instanceof OnCommit)) {
            TransactionSynchronizationManager.registerSynchronization(new OnCommit());
        }
    }

    /** How many commits have been signalled; to be read before looking for events. */
    public long commits() {
        lock.lock();
        try {
            return commits;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until there was a commit since {@code seen}, or the time is over.
     *
     * @throws InterruptedException when the thread is interrupted
     */
    public void await(long seen, Duration atMost) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long remaining = atMost.toNanos();
            while (commits == seen && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes them although nothing was committed, as when they have to stop. */
    public void wakeUp() {
        signal();
    }

    private void signal() {
        lock.lock();
        try {
            commits++;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private final class OnCommit implements TransactionSynchronization {

        @Override
        public void afterCommit() {
            signal();
        }
    }
}
