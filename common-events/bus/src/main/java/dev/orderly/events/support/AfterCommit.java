package dev.orderly.events.support;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Does something as soon as the running transaction has committed. */
public final class AfterCommit {

    private AfterCommit() {}

    /** Runs the action after the commit, in this thread, and not at all after a rollback; at once if there is no transaction. */
    public static void run(Runnable action) {
        if (!TransactionSynchronizationManager.isSynchronizationActive()) {
            action.run();
            return;
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                action.run();
            }
        });
    }
}
