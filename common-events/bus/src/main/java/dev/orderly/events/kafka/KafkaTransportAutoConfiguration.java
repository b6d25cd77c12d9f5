package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.forwarder.ForwarderAutoConfiguration;
import dev.orderly.events.forwarder.SentEvents;
import dev.orderly.events.inbox.ConsumerLags;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.ParallelWork;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;

/**
 * Kafka as the transport. Connection, security and tuning come from {@code spring.kafka}. The settings that the bus's
 * guarantees depend on (transactions, acknowledgments, isolation, offset commits) are set here and override those.
 */
@AutoConfiguration(
        after = {KafkaAutoConfiguration.class, OrderlyAutoConfiguration.class},
        before = ForwarderAutoConfiguration.class)
@ConditionalOnClass(KafkaAdmin.class)
@ConditionalOnProperty(name = "orderly.transport", havingValue = "kafka", matchIfMissing = true)
@EnableConfigurationProperties(KafkaTransportProperties.class)
public class KafkaTransportAutoConfiguration {

    /** How long a client call may block: short, so that the forwarder stays responsive during an outage of the brokers. */
    private static final int BLOCKING_MILLIS = 5_000;

    /** Short enough that everything is back to normal half a minute after the brokers are. */
    private static final Duration LONGEST_RETRY_PAUSE = Duration.ofSeconds(15);

    private static final String EARLIEST = "earliest";

    private static final int LINGER_MILLIS = 1_000;

    // The pauses between two attempts to reach a broker or to find a topic: the clients log each attempt.
    private static final int RECONNECT_MILLIS = 500;
    private static final int PAUSE_MAX_MILLIS = 5_000;

    @Bean
    KafkaTopics kafkaTopics(KafkaAdmin admin, OrderlyProperties orderly, KafkaTransportProperties properties) {
        return new KafkaTopics(
                replaceable(admin.getConfigurationProperties()),
                properties.createTopics() ? KafkaTopics.of(orderly) : Set.of(),
                properties,
                backoff(properties));
    }

    @Bean
    @ConditionalOnProperty("orderly.topic")
    EventSender eventSender(
            ProducerFactory<?, ?> producers,
            ConsumerFactory<?, ?> consumers,
            KafkaAdmin admin,
            BusDatabase database,
            OrderlyProperties orderly,
            KafkaTransportProperties properties,
            EventActivity activity) {
        var topic = String.valueOf(orderly.topic());
        var timeout = (int) properties.transactionTimeout().toMillis();
        var producer = replaceable(producers.getConfigurationProperties());
        // The name of all that belongs to the forwarder: its transactional id, and where it saves its position.
        var forwarder = orderly.consumer() + "-forwarder";
        producer.put(CommonClientConfigs.CLIENT_ID_CONFIG, forwarder);
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, forwarder);
        producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A commit flushes, so no record waits that long: it only prevents that half-filled batches are sent early.
        producer.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        producer.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        // A batch has as long as its transaction. What a slow broker does not take within that is sent in smaller
        // batches.
        var requestTimeout = Math.max(timeout / 2, BLOCKING_MILLIS);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, requestTimeout);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(timeout, LINGER_MILLIS + requestTimeout));
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKING_MILLIS);

        var reader = reading(replaceable(consumers.getConfigurationProperties()));
        reader.put(CommonClientConfigs.CLIENT_ID_CONFIG, forwarder + "-position");
        reader.put(ConsumerConfig.GROUP_ID_CONFIG, forwarder);
        reader.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        var positions = new PositionTopic(
                administering(producers.getConfigurationProperties()),
                administering(admin.getConfigurationProperties()),
                forwarder,
                topic,
                properties.createTopics(),
                properties.replicationFactor(),
                Duration.ofMillis(BLOCKING_MILLIS));
        return new KafkaEventSender(
                producer,
                new SentPositions(reader, topic, forwarder, positions),
                new TopicPartitions(database.background().jdbc()),
                topic,
                activity);
    }

    @Bean
    @ConditionalOnProperty("orderly.topic")
    SentEvents sentEvents(ConsumerFactory<?, ?> consumers, BusDatabase database, OrderlyProperties orderly) {
        var reader = reading(replaceable(consumers.getConfigurationProperties()));
        reader.put(CommonClientConfigs.CLIENT_ID_CONFIG, orderly.consumer() + "-search");
        reader.remove(ConsumerConfig.GROUP_ID_CONFIG);
        return new KafkaSentEvents(
                reader, new TopicPartitions(database.background().jdbc()), String.valueOf(orderly.topic()));
    }

    @Bean
    @ConditionalOnSubscriptions
    ParallelWork<SelfRestartingListener> eventListeners(
            ConsumerFactory<?, ?> clients,
            EventConsumers consumers,
            BusDatabase database,
            OrderlyProperties orderly,
            KafkaTransportProperties properties) {
        verifyStart(clients.getConfigurationProperties());
        return new ParallelWork<>(consumers.all().stream()
                .map(each -> new SelfRestartingListener(
                        each.thread("event-listener"),
                        () -> listenerContainer(
                                clients.getConfigurationProperties(), each, database, orderly, properties),
                        backoff(properties),
                        each.pause()))
                .toList());
    }

    @Bean
    @ConditionalOnSubscriptions
    ConsumerLags consumerLags(KafkaAdmin admin, EventConsumers consumers, OrderlyProperties orderly) {
        return new ConsumerLags(
                consumers,
                group -> new KafkaConsumerLag(
                        replaceable(admin.getConfigurationProperties()), group, orderly.subscriptions()));
    }

    @Bean
    @ConditionalOnSubscriptions
    KafkaTopicRetention kafkaTopicRetention(KafkaAdmin admin, OrderlyProperties orderly) {
        return new KafkaTopicRetention(
                () -> replaceable(admin.getConfigurationProperties()), Set.copyOf(orderly.subscriptions()));
    }

    /** A consumer that starts at the end misses what was sent before its first commit, and after its offsets expired. */
    private static void verifyStart(Map<String, Object> configured) {
        var reset = configured.getOrDefault(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, EARLIEST);
        if (!reset.equals(EARLIEST)) {
            throw new BusSetupException(
                    "%s of Kafka's consumers is %s, but the bus always starts at the first event that its consumer group has not processed"
                            .formatted(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset),
                    "remove spring.kafka.consumer.auto-offset-reset, or the property that sets it, or set it to earliest; a consumer that is new begins where orderly.inbox.start says; a listener of your own can have @KafkaListener(properties = \"%s=%s\")"
                            .formatted(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, reset));
        }
    }

    private static Backoff backoff(KafkaTransportProperties properties) {
        return new Backoff(properties.retryPause(), LONGEST_RETRY_PAUSE);
    }

    private static KafkaMessageListenerContainer<byte[], byte[]> listenerContainer(
            Map<String, Object> configured,
            EventConsumer consumer,
            BusDatabase database,
            OrderlyProperties orderly,
            KafkaTransportProperties properties) {
        var client = reading(withDefaults(configured));
        client.put(CommonClientConfigs.CLIENT_ID_CONFIG, consumer.name());
        client.put(ConsumerConfig.GROUP_ID_CONFIG, consumer.name());
        client.putIfAbsent(CommonClientConfigs.RETRY_BACKOFF_MAX_MS_CONFIG, PAUSE_MAX_MILLIS);
        var container = new ContainerProperties(orderly.subscriptions().toArray(String[]::new));
        container.setAckMode(ContainerProperties.AckMode.BATCH);
        container.setMissingTopicsFatal(false);
        // Otherwise the group's offsets end before the commit marker of the last transaction: a lag of 1 at rest.
        container.setFixTxOffsets(true);
        container.setMessageListener(new KafkaInboxListener(consumer.inbox()));
        var begins = startOffsets(configured, consumer, database, orderly).decide();
        if (!begins.isEmpty()) {
            container.setConsumerRebalanceListener(new SeekToStart(begins));
        }
        var listener = new KafkaMessageListenerContainer<byte[], byte[]>(
                new DefaultKafkaConsumerFactory<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                container);
        listener.setBeanName(consumer.thread("event-listener"));
        listener.setCommonErrorHandler(new SeekToBatchStartErrorHandler(properties.retryPause()));
        return listener;
    }

    private static StartOffsets startOffsets(
            Map<String, Object> configured, EventConsumer consumer, BusDatabase database, OrderlyProperties orderly) {
        var reader = reading(replaceable(configured));
        reader.put(CommonClientConfigs.CLIENT_ID_CONFIG, consumer.name() + "-start");
        reader.put(ConsumerConfig.GROUP_ID_CONFIG, consumer.name());
        reader.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        return new StartOffsets(
                reader,
                new TopicStarts(database.background().jdbc(), consumer.name()),
                consumer.start(),
                orderly.subscriptions());
    }

    /**
     * The application's settings, for a client that the bus replaces after an outage. With Kafka 4.2 a client that goes
     * back to the bootstrap servers by itself does so in a loop with hardly a pause, and logs each round.
     */
    static Map<String, Object> replaceable(Map<String, Object> configured) {
        var settings = withDefaults(configured);
        settings.put(CommonClientConfigs.METADATA_RECOVERY_STRATEGY_CONFIG, "none");
        return settings;
    }

    /** Of the settings, those of a client that asks about topics, or creates them. */
    private static Map<String, Object> administering(Map<String, Object> configured) {
        var settings = replaceable(configured);
        settings.keySet().retainAll(AdminClientConfig.configNames());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        return settings;
    }

    /** The application's settings, plus the bus's defaults. */
    private static Map<String, Object> withDefaults(Map<String, Object> configured) {
        Map<String, Object> settings = new HashMap<>(configured);
        settings.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, RECONNECT_MILLIS);
        settings.putIfAbsent(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, PAUSE_MAX_MILLIS);
        return settings;
    }

    private static Map<String, Object> reading(Map<String, Object> settings) {
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, EARLIEST);
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        // A broker would give the topic a number of partitions of its own, which cannot be changed later.
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        return settings;
    }
}
