package dev.orderly.events.store;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.core.Ordered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Knows whether the thread's transaction has ended although Spring still counts it as active: while Spring calls its
 * synchronizations after the commit. An event that is stored then would be committed on its own, or not at all.
 *
 * <p>It marks each transaction when it begins. Transactions of a manager that is no {@link ConfigurableTransactionManager}
 * bean have no mark, and are recognized only once their synchronizations are removed.
 */
final class EndedTransactions implements SmartInitializingSingleton, TransactionExecutionListener {

    private final ObjectProvider<ConfigurableTransactionManager> managers;

    EndedTransactions(ObjectProvider<ConfigurableTransactionManager> managers) {
        this.managers = managers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        managers.stream(ObjectProvider.UNFILTERED).forEach(each -> each.addListener(this));
    }

    /** The mark is suspended and resumed together with its transaction. */
    @Override
    public void afterBegin(TransactionExecution transaction, @Nullable Throwable failure) {
        if (failure == null
                && transaction.isNewTransaction()
                && TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new Mark());
        }
    }

    static boolean isCurrentEnded() {
        return !TransactionSynchronizationManager.isSynchronizationActive()
                || TransactionSynchronizationManager.getSynchronizations().stream()
                        .anyMatch(each -> each instanceof Mark mark && mark.committed);
    }

    private static final class Mark implements TransactionSynchronization {

        private boolean committed;

        /** Before the synchronizations that may raise events. */
        @Override
        public int getOrder() {
            return Ordered.HIGHEST_PRECEDENCE;
        }

        @Override
        public void afterCommit() {
            committed = true;
        }
    }
}
