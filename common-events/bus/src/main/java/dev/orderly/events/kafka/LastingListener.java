package dev.orderly.events.kafka;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

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
final class LastingListener implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LastingListener.class);

    private final Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers;
    private final GrowingPause pause;
    private volatile @Nullable Thread thread;
    private int failures;

    /**
     * @param containers makes one that is not started yet, with the settings as they are by then
     * @param pause      before another one is made
     */
    LastingListener(Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers, GrowingPause pause) {
        this.containers = containers;
        this.pause = pause;
    }

    /** The first attempt is made in the caller's thread. */
    @Override
    public void start() {
        var first = listenAtOnce();
        var started = new Thread(() -> keepListening(first), "event-listener");
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

    private @Nullable Listening listenAtOnce() {
        try {
            return listen();
        } catch (ConfigException e) {
            throw e;
        } catch (KafkaException e) {
            failed(e);
            return null;
        }
    }

    private void keepListening(@Nullable Listening first) {
        var current = first;
        try {
            while (true) {
                if (current != null) {
                    awaitEnd(current);
                }
                TimeUnit.MILLISECONDS.sleep(pause.after(failures).toMillis());
                current = null;
                try {
                    current = listen();
                } catch (KafkaException e) {
                    failed(e);
                }
            }
        } catch (InterruptedException e) {
            if (current != null) {
                current.container().stop();
            }
        }
    }

    private Listening listen() {
        var container = containers.get();
        var ended = new CountDownLatch(1);
        container.setApplicationEventPublisher(event -> {
            if (event instanceof ConsumerStoppedEvent) {
                ended.countDown();
            }
        });
        container.start();
        return new Listening(container, ended, System.nanoTime());
    }

    private void awaitEnd(Listening listening) throws InterruptedException {
        listening.ended().await();
        if (System.nanoTime() - listening.since() > GrowingPause.LONGEST.toNanos()) {
            failures = 0;
        }
        // Why it has ended is in the container's log.
        failed(new KafkaException("the listener has ended"));
    }

    private void failed(KafkaException failure) {
        failures++;
        if (Integer.bitCount(failures) == 1) {
            log.warn(
                    "Cannot listen for events (attempt {}), trying again until it works: {}",
                    failures,
                    NestedExceptionUtils.getMostSpecificCause(failure).getMessage());
        }
    }

    private record Listening(
            KafkaMessageListenerContainer<byte[], byte[]> container, CountDownLatch ended, long since) {}
}
