package dev.orderly.lab.rung.xa;

import java.nio.file.Path;
import java.util.List;

import com.arjuna.ats.arjuna.common.CoreEnvironmentBeanException;
import com.arjuna.ats.arjuna.common.ObjectStoreEnvironmentBean;
import com.arjuna.ats.arjuna.common.arjPropertyManager;
import com.arjuna.ats.arjuna.common.recoveryPropertyManager;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.internal.arjuna.recovery.AtomicActionRecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTAActionStatusServiceXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTANodeNameXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.JTATransactionLogXAResourceOrphanFilter;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import com.arjuna.ats.jta.common.jtaPropertyManager;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.TransactionSynchronizationRegistry;
import jakarta.transaction.UserTransaction;

/**
 * Narayana, the coordinator of this process's global transactions. It writes its decision to a log between the two phases. After
 * a crash, the next process finishes what the log has decided and rolls back what it has not: it needs the same log, and
 * until it has run, the prepared parts keep their locks.
 */
final class Coordinator implements AutoCloseable {

    private static final int RECOVERY_PERIOD_SECONDS = 1;

    /** A part that was prepared this long ago and has no decision in the log is taken for an orphan. */
    private static final int ORPHAN_AFTER_MILLIS = 5_000;

    private final RecoveryManager recovery;

    /** @param node a name of this process that no other process uses: it is part of each transaction's id */
    Coordinator(Path log, String node, XAResourceRecoveryHelper... resources) {
        try {
            arjPropertyManager.getCoreEnvironmentBean().setNodeIdentifier(node);
        } catch (CoreEnvironmentBeanException e) {
            throw new IllegalArgumentException(e);
        }
        for (var store : new String[] {null, "communicationStore", "stateStore"}) {
            BeanPopulator.getNamedInstance(ObjectStoreEnvironmentBean.class, store)
                    .setObjectStoreDir(log.toString());
        }
        var jta = jtaPropertyManager.getJTAEnvironmentBean();
        jta.setXaRecoveryNodes(List.of(node));
        jta.setOrphanSafetyInterval(ORPHAN_AFTER_MILLIS);
        jta.setXaResourceOrphanFilterClassNames(List.of(
                JTATransactionLogXAResourceOrphanFilter.class.getName(),
                JTANodeNameXAResourceOrphanFilter.class.getName(),
                // Leaves alone what this process has not decided yet.
                JTAActionStatusServiceXAResourceOrphanFilter.class.getName()));
        var settings = recoveryPropertyManager.getRecoveryEnvironmentBean();
        settings.setPeriodicRecoveryPeriod(RECOVERY_PERIOD_SECONDS);
        settings.setRecoveryBackoffPeriod(RECOVERY_PERIOD_SECONDS);
        settings.setRecoveryListener(false);
        settings.setRecoveryModuleClassNames(
                List.of(AtomicActionRecoveryModule.class.getName(), XARecoveryModule.class.getName()));
        settings.setExpiryScannerClassNames(List.of());

        // In a thread of its own.
        recovery = RecoveryManager.manager(RecoveryManager.INDIRECT_MANAGEMENT);
        recovery.initialize();
        for (var each : resources) {
            XARecoveryModule.getRegisteredXARecoveryModule().addXAResourceRecoveryHelper(each);
        }
    }

    TransactionManager transactionManager() {
        return com.arjuna.ats.jta.TransactionManager.transactionManager();
    }

    UserTransaction userTransaction() {
        return com.arjuna.ats.jta.UserTransaction.userTransaction();
    }

    TransactionSynchronizationRegistry synchronizations() {
        return new TransactionSynchronizationRegistryImple();
    }

    @Override
    public void close() {
        recovery.terminate(true);
    }
}
