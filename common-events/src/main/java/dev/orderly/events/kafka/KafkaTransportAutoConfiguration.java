package dev.orderly.events.kafka;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;

import dev.orderly.events.ConditionalOnSubscriptions;
import dev.orderly.events.OrderlyAutoConfiguration;
import dev.orderly.events.OrderlyProperties;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.inbox.Inbox;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.kafka.core.ConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.KafkaAdmin;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;

/**
 * Kafka as the transport. Connection, security and tuning come from {@code spring.kafka}; what the bus's promises rest
 * on (transactions, acknowledgements, isolation, offset commits) is set here and cannot be changed there.
 */
@AutoConfiguration(after = {KafkaAutoConfiguration.class, OrderlyAutoConfiguration.class})
@ConditionalOnClass(KafkaAdmin.class)
@ConditionalOnProperty(name = "orderly.transport", havingValue = "kafka", matchIfMissing = true)
@EnableConfigurationProperties(KafkaTransportProperties.class)
public class KafkaTransportAutoConfiguration {

    /** How long a client call may block, so that the forwarder stays responsive while no broker can be reached. */
    private static final int BLOCKING_MILLIS = 5_000;

    private static final int LINGER_MILLIS = 1_000;

    @Bean
    KafkaTopics kafkaTopics(KafkaAdmin admin, OrderlyProperties orderly, KafkaTransportProperties properties) {
        Set<String> topics = new HashSet<>(orderly.subscriptions());
        var ownTopic = orderly.topic();
        if (ownTopic != null) {
            topics.add(ownTopic);
        }
        return new KafkaTopics(
                admin.getConfigurationProperties(), properties.createTopics() ? topics : Set.of(), properties);
    }

    @Bean
    @ConditionalOnProperty("orderly.topic")
    EventSender eventSender(
            ProducerFactory<?, ?> producers,
            ConsumerFactory<?, ?> consumers,
            DataSource dataSource,
            OrderlyProperties orderly,
            KafkaTransportProperties properties) {
        var topic = String.valueOf(orderly.topic());
        var timeout = (int) properties.transactionTimeout().toMillis();
        Map<String, Object> producer = new HashMap<>(producers.getConfigurationProperties());
        producer.put(CommonClientConfigs.CLIENT_ID_CONFIG, orderly.consumer() + "-forwarder");
        producer.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, orderly.consumer() + "-forwarder");
        producer.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, timeout);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        // A commit flushes, so nothing ever waits that long: it only keeps half-filled batches from going out early.
        producer.put(ProducerConfig.LINGER_MS_CONFIG, LINGER_MILLIS);
        producer.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Math.max(timeout, LINGER_MILLIS + BLOCKING_MILLIS));
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCKING_MILLIS);

        var resentGroup = orderly.consumer() + "-forwarder-resent";
        Map<String, Object> reader = consumer(consumers);
        reader.put(CommonClientConfigs.CLIENT_ID_CONFIG, orderly.consumer() + "-tail");
        reader.put(ConsumerConfig.GROUP_ID_CONFIG, resentGroup);
        reader.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, BLOCKING_MILLIS);
        // At the end of a partition the broker would hold the next one's answer back for half a second.
        reader.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 10);
        return new KafkaEventSender(
                producer,
                new TopicTail(reader, topic, orderly.source(), resentGroup),
                new TopicPartitions(JdbcClient.create(dataSource)),
                topic);
    }

    @Bean
    @ConditionalOnSubscriptions
    ConcurrentMessageListenerContainer<byte[], byte[]> eventListenerContainer(
            ConsumerFactory<?, ?> consumers,
            Inbox inbox,
            OrderlyProperties orderly,
            KafkaTransportProperties properties) {
        Map<String, Object> consumer = consumer(consumers);
        consumer.put(CommonClientConfigs.CLIENT_ID_CONFIG, orderly.consumer());
        consumer.put(ConsumerConfig.GROUP_ID_CONFIG, orderly.consumer());
        var container = new ContainerProperties(orderly.subscriptions().toArray(String[]::new));
        container.setAckMode(ContainerProperties.AckMode.BATCH);
        container.setMissingTopicsFatal(false);
        container.setMessageListener(new KafkaInboxListener(inbox));
        var listener = new ConcurrentMessageListenerContainer<byte[], byte[]>(
                new DefaultKafkaConsumerFactory<>(consumer, new ByteArrayDeserializer(), new ByteArrayDeserializer()),
                container);
        listener.setBeanName("event-listener");
        listener.setCommonErrorHandler(new RedeliverBatch(properties.retryPause()));
        return listener;
    }

    private static Map<String, Object> consumer(ConsumerFactory<?, ?> consumers) {
        Map<String, Object> consumer = new HashMap<>(consumers.getConfigurationProperties());
        consumer.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        consumer.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        consumer.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        return consumer;
    }
}
