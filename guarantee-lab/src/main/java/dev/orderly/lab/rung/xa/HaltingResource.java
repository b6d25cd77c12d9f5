package dev.orderly.lab.rung.xa;

import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

import dev.orderly.lab.shop.CancelOrderLine;
import jakarta.transaction.RollbackException;
import jakarta.transaction.SystemException;
import jakarta.transaction.TransactionManager;

/**
 * Kills the coordinator's process at the worst moment: all parts are prepared, the decision is logged, and no part is committed. It
 * takes part in the transaction as its first resource, so it is the first that is told to commit.
 */
final class HaltingResource implements XAResource {

    private static final int EXIT_CODE = 137;

    /** Runs the use case in the running transaction, which will halt. */
    static CancelOrderLine before(CancelOrderLine useCase, TransactionManager transactions) {
        return (orderNo, cancellation) -> {
            try {
                transactions.getTransaction().enlistResource(new HaltingResource());
            } catch (SystemException | RollbackException e) {
                throw new IllegalStateException(e);
            }
            useCase.of(orderNo, cancellation);
        };
    }

    @Override
    public int prepare(Xid transaction) {
        return XA_OK;
    }

    @Override
    public void commit(Xid transaction, boolean onePhase) {
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    @Override
    public void rollback(Xid transaction) {}

    @Override
    public void start(Xid transaction, int flags) {}

    @Override
    public void end(Xid transaction, int flags) {}

    @Override
    public void forget(Xid transaction) {}

    @Override
    public Xid[] recover(int flag) {
        return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
        return this == other;
    }

    @Override
    public int getTransactionTimeout() {
        return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
        return false;
    }
}
