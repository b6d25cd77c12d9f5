package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Keeps a listener container at work from start to stop. Where none can be made, as while the brokers' names are not
 * resolved, or where one has ended by itself, as after the brokers have refused its credentials, the next one is made in
 * the background, after growing pauses. A setting that is wrong whatever the brokers say fails the start.
 */
final class SelfRestartingListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(SelfRestartingListener.class);

    private final Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers;
    private final Backoff backoff;
    private final Outage outage;
    private volatile @Nullable Thread thread;

    /**
     * @param containers makes one that is not started yet, with the settings as they are by then
     * @param backoff    the pauses before another one is made
     */
    SelfRestartingListener(Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers, Backoff backoff) {
        this.containers = containers;
        this.backoff = backoff;
        this.outage = new Outage(log, "Listening to Kafka", backoff);
    }

    /** The first attempt is made in the caller's thread. */
    @Override
    public void start() {
        Listening first = null;
        var pause = Duration.ZERO;
        try {
            first = listen();
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException e) {
            pause = failed(e);
        }
        var listening = first;
        var firstPause = pause;
        var started = new Thread(() -> keepListening(listening, firstPause), "event-listener");
        thread = started;
        started.start();
    }

    /** Returns when the batch at hand is done, or after the container's shutdown timeout. */
    @Override
    public void stop() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** As a container that is a bean of its own: the last to start and the first to stop. */
    @Override
    public int getPhase() {
        return KafkaMessageListenerContainer.DEFAULT_PHASE;
    }

    private void keepListening(@Nullable Listening first, Duration firstPause) {
        var current = first;
        var pause = firstPause;
        try {
            while (true) {
                if (current != null) {
                    pause = awaitEnd(current);
                    current = null;
                }
                TimeUnit.MILLISECONDS.sleep(pause.toMillis());
                try {
                    current = listen();
                } catch (KafkaException e) {
                    pause = failed(e);
                }
            }
        } catch (InterruptedException e) {
            if (current != null) {
                current.container.stop();
            }
        }
    }

    private Listening listen() {
        return new Listening(containers.get());
    }

    private Duration awaitEnd(Listening listening) throws InterruptedException {
        listening.ended.await();
        if (System.nanoTime() - listening.since > backoff.longest().toNanos()) {
            outage.reset();
        }
        return outage.failed("the listener container has ended, see its log lines above");
    }

    private Duration failed(KafkaException failure) {
        return outage.failed(String.valueOf(
                NestedExceptionUtils.getMostSpecificCause(failure).getMessage()));
    }

    /** A container that has been started, until it has ended. */
    private static final class Listening {

        private final KafkaMessageListenerContainer<byte[], byte[]> container;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final long since = System.nanoTime();

        Listening(KafkaMessageListenerContainer<byte[], byte[]> container) {
            this.container = container;
            container.setApplicationEventPublisher(event -> {
                if (event instanceof ConsumerStoppedEvent) {
                    ended.countDown();
                }
            });
            container.start();
        }
    }
}
