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
 * Checks that the topics exist that this service publishes to and subscribes to. If one is missing the status is down,
 * with the missing topics as a detail, because events would wait until an operator creates the topic.
 *
 * <p>During an outage of the brokers the status is unknown, which removes no instance from its load balancer: events wait
 * in the store, and the service takes requests.
 *
 * <p>A check takes at most one second and its result is cached for one second, so that frequent checks do not load the
 * broker.
 */
final class EventTopicsHealthIndicator implements HealthIndicator, AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(1);
    private static final Duration CACHED = Duration.ofSeconds(1);

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
            if (answer == null || answer.age().compareTo(CACHED) > 0) {
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
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        var timeout = (int) TIMEOUT.toMillis();
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

    /** Created only when it is needed: during an outage the broker's name may not even resolve. */
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
            // The brokers may return with other names: the next client starts from the bootstrap servers again.
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
