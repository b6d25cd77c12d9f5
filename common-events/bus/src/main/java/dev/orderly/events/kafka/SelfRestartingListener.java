package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.orderly.events.inbox.ConsumerPause;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.event.ConsumerStoppedEvent;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Runs a listener container, and replaces it if it ends. If no container can be created, for example because the brokers'
 * names do not resolve, or if one ends, for example because the brokers refuse its credentials, a background thread
 * creates the next one, with a growing backoff. An invalid setting fails the start of the service.
 */
final class SelfRestartingListener implements BackgroundWork {

    private static final Logger log = SafeLog.of(SelfRestartingListener.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A group usually gives its partitions to a new member within a second. */
    private static final Duration USUAL_WAIT_FOR_PARTITIONS = Duration.ofSeconds(3);

    private static final Duration STEP = Duration.ofSeconds(1);

    private final String name;
    private final Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers;
    private final Backoff backoff;
    private final Outage outage;
    private final ConsumerPause pause;
    private volatile @Nullable Thread thread;
    private volatile Optional<Listening> current = Optional.empty();

    /**
     * @param name       of its thread
     * @param containers creates a container that is not started, with the current settings
     * @param backoff    the pauses before the next container is created
     * @param pause      while it holds, the container stays in its group and takes no record
     */
    SelfRestartingListener(
            String name,
            Supplier<KafkaMessageListenerContainer<byte[], byte[]>> containers,
            Backoff backoff,
            ConsumerPause pause) {
        this.name = name;
        this.containers = containers;
        this.backoff = backoff;
        this.outage = new Outage(log, "Listening to Kafka", backoff);
        this.pause = pause;
        pause.onChange(paused -> current.ifPresent(listening -> listening.pause(paused)));
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
        var started = new Thread(() -> keepListening(listening, firstPause), name);
        thread = started;
        started.start();
    }

    /** Waits at most 10 s until the current batch is done. */
    @Override
    public void stop() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
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
                } catch (RuntimeException | Error e) {
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
        var listening = new Listening(containers.get(), pause.isPaused());
        current = Optional.of(listening);
        // If the pause has changed meanwhile, the listener was told too early.
        listening.pause(pause.isPaused());
        return listening;
    }

    private Duration awaitEnd(Listening listening) throws InterruptedException {
        reportWaitForPartitions(listening);
        listening.ended.await();
        if (System.nanoTime() - listening.since > backoff.longest().toNanos()) {
            outage.reset();
        }
        return outage.failed("the listener container has ended, see its log lines above");
    }

    /** Otherwise a consumer that takes no events for the session timeout of a killed member looks like one that hangs. */
    private void reportWaitForPartitions(Listening listening) throws InterruptedException {
        if (listening.endsWithin(USUAL_WAIT_FOR_PARTITIONS) || listening.hasPartitions()) {
            return;
        }
        log.info(
                "{} waits for partitions of {}: other members of its group have them, or Kafka has not removed a killed member yet (session.timeout.ms)",
                listening.group(),
                listening.topics());
        while (!listening.endsWithin(STEP)) {
            if (listening.hasPartitions()) {
                log.info(
                        "{} has partitions of {}, after {} s",
                        listening.group(),
                        listening.topics(),
                        listening.seconds());
                return;
            }
        }
    }

    private Duration failed(Throwable failure) {
        return failure instanceof KafkaException
                ? outage.failed(String.valueOf(
                        NestedExceptionUtils.getMostSpecificCause(failure).getMessage()))
                : outage.failed(failure);
    }

    /** A started container. */
    private static final class Listening {

        private final KafkaMessageListenerContainer<byte[], byte[]> container;
        private final CountDownLatch ended = new CountDownLatch(1);
        private final long since = System.nanoTime();

        Listening(KafkaMessageListenerContainer<byte[], byte[]> container, boolean paused) {
            this.container = container;
            pause(paused);
            container.setApplicationEventPublisher(event -> {
                if (event instanceof ConsumerStoppedEvent) {
                    ended.countDown();
                }
            });
            container.start();
        }

        boolean endsWithin(Duration time) throws InterruptedException {
            return ended.await(time.toMillis(), TimeUnit.MILLISECONDS);
        }

        boolean hasPartitions() {
            var partitions = container.getAssignedPartitions();
            return partitions != null && !partitions.isEmpty();
        }

        @Nullable
        String group() {
            return container.getGroupId();
        }

        String topics() {
            return String.join(
                    ", ",
                    Objects.requireNonNull(container.getContainerProperties().getTopics()));
        }

        long seconds() {
            return TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - since);
        }

        void pause(boolean paused) {
            if (paused) {
                container.pause();
            } else {
                container.resume();
            }
        }
    }
}
