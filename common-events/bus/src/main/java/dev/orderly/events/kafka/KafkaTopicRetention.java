package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

import dev.orderly.events.inbox.TransportRetention;
import dev.orderly.events.inbox.UnknownRetentionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * How long a topic keeps a record, and so can deliver it again to a consumer group whose offsets are reset. It is longer
 * than {@code retention.ms}: Kafka deletes whole segments, when the newest record is old enough, and appends to a segment
 * for {@code segment.ms}.
 */
final class KafkaTopicRetention implements TransportRetention {

    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    private final Supplier<Map<String, Object>> adminConfiguration;
    private final Set<String> topics;

    KafkaTopicRetention(Supplier<Map<String, Object>> adminConfiguration, Set<String> topics) {
        this.adminConfiguration = adminConfiguration;
        this.topics = topics;
    }

    /** Waits at most 3 s for the brokers. */
    @Override
    public Map<String, Duration> longest() throws UnknownRetentionException {
        try (var admin = Admin.create(adminConfiguration.get())) {
            var resources = topics.stream()
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            var configs = admin.describeConfigs(
                            resources, new DescribeConfigsOptions().timeoutMs((int) TIMEOUT.toMillis()))
                    .all()
                    .get();
            Map<String, Duration> longest = new TreeMap<>();
            configs.forEach((topic, config) -> longest.put(topic.name(), longest(config)));
            return longest;
        } catch (ExecutionException | KafkaException e) {
            throw new UnknownRetentionException("the topics' settings cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnknownRetentionException("interrupted", e);
        }
    }

    private static Duration longest(Config config) {
        var retention = millis(config, TopicConfig.RETENTION_MS_CONFIG);
        var isDeleted = Arrays.asList(
                        value(config, TopicConfig.CLEANUP_POLICY_CONFIG).split(","))
                .contains(TopicConfig.CLEANUP_POLICY_DELETE);
        if (retention < 0 || !isDeleted) {
            return FOR_EVER;
        }
        try {
            return Duration.ofMillis(Math.addExact(retention, millis(config, TopicConfig.SEGMENT_MS_CONFIG)));
        } catch (ArithmeticException e) {
            return FOR_EVER;
        }
    }

    private static long millis(Config config, String name) {
        return Long.parseLong(value(config, name));
    }

    private static String value(Config config, String name) {
        return config.get(name).value();
    }
}
