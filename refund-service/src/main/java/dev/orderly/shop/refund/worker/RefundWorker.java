package dev.orderly.shop.refund.worker;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.orderly.shop.refund.application.PayRefundService;
import dev.orderly.shop.refund.application.PaymentProperties;
import dev.orderly.shop.refund.domain.RefundRequested;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.event.TransactionalEventListener;

/**
 * A few threads that sleep until a refund may be due: right after the commit that requested one, and once a second,
 * for those to be retried and those whose wake-up died with a process.
 *
 * <p>A thread that finds a refund wakes another one before it pays: so they are all at work while there is work, and a
 * slow answer holds up one of them only. Stopping waits for the calls under way.
 */
@Component
class RefundWorker implements SmartLifecycle {

    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(RefundWorker.class);

    private final PayRefundService payRefund;
    private final int parallel;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicBoolean databaseInTrouble = new AtomicBoolean();
    private volatile boolean running;
    private @Nullable ExecutorService threads;

    RefundWorker(PayRefundService payRefund, PaymentProperties properties) {
        this.payRefund = payRefund;
        this.parallel = properties.parallel();
    }

    @TransactionalEventListener
    void on(RefundRequested event) {
        wakeOne();
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void wakeOne() {
        // One wake-up that is not taken yet will do: whoever takes it looks at everything that is due by then.
        if (wakeUps.availablePermits() == 0) {
            wakeUps.release();
        }
    }

    private void work() {
        while (running) {
            if (!payNext()) {
                wakeUps.acquireUninterruptibly();
            }
        }
    }

    private boolean payNext() {
        try {
            var found = payRefund.payNext(this::wakeOne);
            if (databaseInTrouble.compareAndSet(true, false)) {
                log.info("Refunds go on, the database is back");
            }
            return found;
        } catch (DataAccessException | TransactionException e) {
            if (databaseInTrouble.compareAndSet(false, true)) {
                log.warn("Refunds wait for the database: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            log.error("A refund could not be paid, and will be tried again when its lease is over", e);
        }
        return false;
    }

    @Override
    public void start() {
        running = true;
        threads = Executors.newFixedThreadPool(parallel, new CustomizableThreadFactory("refund-"));
        for (int i = 0; i < parallel; i++) {
            threads.execute(this::work);
        }
    }

    @Override
    public void stop() {
        running = false;
        if (threads == null) {
            return;
        }
        wakeUps.release(parallel);
        threads.shutdown();
        try {
            if (!threads.awaitTermination(DRAIN_TIME.toMillis(), TimeUnit.MILLISECONDS)) {
                log.warn("Some calls to the gateway are left without an answer, and will be made again");
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
