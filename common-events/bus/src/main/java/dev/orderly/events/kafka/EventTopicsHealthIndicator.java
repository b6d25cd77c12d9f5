package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Whether the topics exist that this service publishes to and listens to: without one of them its events pile up for
 * good, so it is down, and says which are missing.
 *
 * <p>A broker that cannot be reached is another matter. It comes back, and until then events wait in the store and
 * requests go on: the answer is unknown, which takes no service out of any group.
 *
 * <p>An answer takes a second at the most, and is given again for another second, so that it costs the broker next to
 * nothing however often it is asked for.
 */
final class EventTopicsHealthIndicator implements HealthIndicator, AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration RECENT = Duration.ofSeconds(1);

    private final Map<String, Object> adminConfiguration;
    private final Set<String> topics;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Admin admin;
    private boolean knowsBrokers;
    private @Nullable Answer last;

    EventTopicsHealthIndicator(Map<String, Object> adminConfiguration, Set<String> topics) {
        this.adminConfiguration = adminConfiguration;
        this.topics = new TreeSet<>(topics);
    }

    @Override
    public Health health() {
        lock.lock();
        try {
            var answer = last;
            if (answer == null || answer.age().compareTo(RECENT) > 0) {
                answer = new Answer(ask(), System.nanoTime());
                last = answer;
            }
            return answer.health();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closeAdmin();
        } finally {
            lock.unlock();
        }
    }

    private Health ask() {
        try {
            var missing = missing();
            knowsBrokers = true;
            return missing.isEmpty()
                    ? Health.up().withDetail("topics", topics).build()
                    : Health.down().withDetail("missing", missing).build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return unknown(e);
        } catch (ExecutionException e) {
            return unknown(e.getCause());
        } catch (TimeoutException | KafkaException e) {
            return unknown(e);
        }
    }

    private Set<String> missing() throws ExecutionException, InterruptedException, TimeoutException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var timeout = (int) PATIENCE.toMillis();
        var descriptions = admin().describeTopics(topics, new DescribeTopicsOptions().timeoutMs(timeout))
                .topicNameValues();
        Set<String> missing = new TreeSet<>();
        for (var each : descriptions.entrySet()) {
            try {
                each.getValue().get(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                missing.add(each.getKey());
            }
        }
        return missing;
    }

    /** Not made before it is needed: the name of a broker that is away may not even be resolved. */
    private Admin admin() {
        var open = admin;
        if (open == null) {
            open = Admin.create(adminConfiguration);
            admin = open;
        }
        return open;
    }

    private Health unknown(@Nullable Throwable cause) {
        if (knowsBrokers) {
            // They may come back under other names: the next client starts from the bootstrap servers again.
            closeAdmin();
        }
        return Health.unknown()
                .withDetail("topics", topics)
                .withDetail("error", String.valueOf(cause))
                .build();
    }

    private void closeAdmin() {
        var closing = admin;
        admin = null;
        knowsBrokers = false;
        if (closing != null) {
            closing.close(Duration.ZERO);
        }
    }

    private record Answer(Health health, long nanoTime) {

        Duration age() {
            return Duration.ofNanos(System.nanoTime() - nanoTime);
        }
    }
}
