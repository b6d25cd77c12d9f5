package dev.orderly.lab.phase;

import java.util.EnumSet;
import java.util.Set;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** One listener per phase. Each inserts a row, with no transaction of its own. */
class PhaseListeners {

    private static final String INSERT = """
            INSERT INTO handled (phase) VALUES (?)""";

    private final JdbcClient jdbc;
    private final Set<TransactionPhase> called = EnumSet.noneOf(TransactionPhase.class);

    PhaseListeners(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
    void beforeCommit(OrderChanged event) {
        handle(event, TransactionPhase.BEFORE_COMMIT);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void afterCommit(OrderChanged event) {
        handle(event, TransactionPhase.AFTER_COMMIT);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_ROLLBACK)
    void afterRollback(OrderChanged event) {
        handle(event, TransactionPhase.AFTER_ROLLBACK);
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMPLETION)
    void afterCompletion(OrderChanged event) {
        handle(event, TransactionPhase.AFTER_COMPLETION);
    }

    private void handle(OrderChanged event, TransactionPhase phase) {
        if (event.phase() == phase) {
            called.add(phase);
            jdbc.sql(INSERT).param(phase.name()).update();
            if (event.isBad()) {
                throw new IllegalStateException("This listener fails");
            }
        }
    }

    boolean wasCalled(TransactionPhase phase) {
        return called.contains(phase);
    }
}
