package dev.orderly.shop.notification.worker;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.orderly.shop.notification.application.DeliveryProperties;
import dev.orderly.shop.notification.application.SendNotificationService;
import dev.orderly.shop.notification.domain.NotificationAdded;
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
 * A few threads that sleep until a notification may be due: right after the commit that added one, and once a second,
 * for those to be retried and those whose wake-up died with a process.
 *
 * <p>A thread that finds one wakes another thread before it sends: so they are all at work while there is work, and a
 * slow mail server holds up one of them only. Stopping waits for the e-mails under way.
 */
@Component
class NotificationWorker implements SmartLifecycle {

    private static final Duration DRAIN_TIME = Duration.ofSeconds(10);
    private static final Logger log = LoggerFactory.getLogger(NotificationWorker.class);

    private final SendNotificationService sendNotification;
    private final int parallel;
    private final Semaphore wakeUps = new Semaphore(0);
    private final AtomicBoolean databaseInTrouble = new AtomicBoolean();
    private volatile boolean running;
    private @Nullable ExecutorService threads;

    NotificationWorker(SendNotificationService sendNotification, DeliveryProperties properties) {
        this.sendNotification = sendNotification;
        this.parallel = properties.parallel();
    }

    @TransactionalEventListener
    void on(NotificationAdded event) {
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
            if (!sendNext()) {
                wakeUps.acquireUninterruptibly();
            }
        }
    }

    private boolean sendNext() {
        try {
            var found = sendNotification.sendNext(this::wakeOne);
            if (databaseInTrouble.compareAndSet(true, false)) {
                log.info("Notifications go on, the database is back");
            }
            return found;
        } catch (DataAccessException | TransactionException e) {
            if (databaseInTrouble.compareAndSet(false, true)) {
                log.warn("Notifications wait for the database: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            log.error("A notification could not be sent, and will be tried again when its lease is over", e);
        }
        return false;
    }

    @Override
    public void start() {
        running = true;
        threads = Executors.newFixedThreadPool(parallel, new CustomizableThreadFactory("mail-"));
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
                log.warn("Some e-mails are left under way, and will be sent again");
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
