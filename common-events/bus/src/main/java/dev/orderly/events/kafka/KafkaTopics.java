package dev.orderly.events.kafka;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.context.SmartLifecycle;

/**
 * Creates the missing topics when the service starts. During an outage of the brokers a background thread retries. It
 * never changes an existing topic: with more partitions, an aggregate's next events would overtake its earlier ones.
 */
final class KafkaTopics implements SmartLifecycle {

    private static final Logger log = SafeLog.of(KafkaTopics.class);

    private final Map<String, Object> adminConfiguration;
    private final Set<String> topics;
    private final KafkaTransportProperties properties;
    private final Backoff backoff;
    private volatile @Nullable Thread thread;

    KafkaTopics(
            Map<String, Object> adminConfiguration,
            Set<String> topics,
            KafkaTransportProperties properties,
            Backoff backoff) {
        this.adminConfiguration = adminConfiguration;
        this.topics = topics;
        this.properties = properties;
        this.backoff = backoff;
    }

    /** The topics that a service publishes to and subscribes to. */
    static Set<String> of(OrderlyProperties orderly) {
        Set<String> topics = new HashSet<>(orderly.subscriptions());
        var ownTopic = orderly.topic();
        if (ownTopic != null) {
            topics.add(ownTopic);
        }
        return topics;
    }

    @Override
    public void start() {
        if (topics.isEmpty()) {
            return;
        }
        var started = new Thread(this::createUntilDone, "kafka-topics");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    private void createUntilDone() {
        var outage = new Outage(log, "Creating the topics " + topics, backoff);
        try {
            while (Thread.currentThread() == thread) {
                // A new client for each attempt: the brokers' names may have changed, or may not resolve yet.
                try (var admin = Admin.create(adminConfiguration)) {
                    create(admin);
                    return;
                } catch (ExecutionException | KafkaException e) {
                    TimeUnit.MILLISECONDS.sleep(
                            outage.failed(String.valueOf(e.getMessage())).toMillis());
                }
            }
        } catch (InterruptedException e) {
            log.debug("Stopped before the topics {} were created", topics);
        }
    }

    private void create(Admin admin) throws ExecutionException, InterruptedException {
        var existing = admin.listTopics().names().get();
        List<NewTopic> missing = topics.stream()
                .filter(topic -> !existing.contains(topic))
                .map(topic -> new NewTopic(topic, properties.partitions(), properties.replicationFactor()))
                .toList();
        try {
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
        if (!missing.isEmpty()) {
            log.info(
                    "Created the topics {} with {} partitions each",
                    missing.stream().map(NewTopic::name).collect(Collectors.toList()),
                    properties.partitions());
        }
    }

    @Override
    public void stop() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    /** Starts before the forwarder and the listeners. */
    @Override
    public int getPhase() {
        return BackgroundWork.PHASE - 200;
    }
}
