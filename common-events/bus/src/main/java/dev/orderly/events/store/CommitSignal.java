package dev.orderly.events.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Wakes the threads that wait for events, as soon as a transaction of this process has committed one. It only saves time:
 * commits of other processes do not signal, so a waiting thread also polls.
 */
public final class CommitSignal {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private long commits;

    /** Signals once after the running transaction has committed, however often it is called in that transaction. */
    void afterCommit() {
        if (TransactionSynchronizationManager.getSynchronizations().stream()
                .noneMatch(each -> each instanceof OnCommit)) {
            TransactionSynchronizationManager.registerSynchronization(new OnCommit());
        }
    }

    /** The number of signals so far. Read it before you look for events, and pass it to {@link #await}. */
    public long commits() {
        lock.lock();
        try {
            return commits;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until a commit is signaled after {@code seen}, or the time is over.
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

    /** Wakes the waiting threads without a commit, for example when they have to stop. */
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
