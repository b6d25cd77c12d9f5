package dev.orderly.systemtests;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

class DuplicateIT {

    private static final String TOPIC = "order-events";

    private final LocalStack stack = RunningStack.stack();
    private final Shop shop = new Shop();

    @Test
    @OnlyOn(value = Transport.KAFKA, because = "a queue forgets what was read, and nobody can send to a feed")
    void aRecordThatIsSentTwiceHasItsEffectOnceAndIsRecognizedTheSecondTime() throws Exception {
        var orderId = shop.placeOrder();
        shop.cancel(orderId);
        shop.awaitRefunded(orderId);
        var original = find(orderId, "order.canceled.v1");

        var copy = sendAgain(original);

        for (var service : List.of(Service.REFUND, Service.NOTIFICATION)) {
            await().untilAsserted(() -> {
                assertThat(committed(service, copy)).isGreaterThan(copy.offset());
                assertThat(stack.log(service)).anySatisfy(line -> assertThat(line)
                        .contains("already processed", header(original, "ce_id"), "@" + copy.offset()));
            });
        }
        assertOneEffect(orderId);
    }

    @Test
    @OnlyOn(value = Transport.FEED, because = "a broker keeps the consumers' positions")
    void aConsumerWhosePositionIsSetBackRecognizesWhatItPullsAgain() throws Exception {
        var orderId = shop.placeOrder();
        shop.cancel(orderId);
        shop.awaitRefunded(orderId);
        stack.service(Service.REFUND).stop();
        var linesBefore = stack.log(Service.REFUND).size();
        var position = setBack(Service.REFUND);

        stack.service(Service.REFUND).start();

        await().untilAsserted(() -> assertThat(position(Service.REFUND)).isEqualTo(position));
        assertThat(stack.log(Service.REFUND).stream().skip(linesBefore))
                .anySatisfy(line -> assertThat(line).contains("already processed", "order.canceled.v1", orderId));
        assertOneEffect(orderId);
    }

    private void assertOneEffect(String orderId) {
        assertThat(shop.client().refunds(orderId)).hasSize(1);
        assertThat(shop.client().notifications(orderId)).hasSize(3);
        assertThat(shop.paid(orderId)).hasSize(1);
        assertThat(shop.mails()).hasSize(3);
        assertThat(shop.client().deadLetters(Service.REFUND)).isEmpty();
    }

    /** To where the feed began; returns where the service was. */
    private long setBack(Service service) throws SQLException {
        var position = position(service);
        try (var connection = connect(service);
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE orderly.feed_position SET position = 0");
        }
        assertThat(position(service)).isZero().isNotEqualTo(position);
        return position;
    }

    /** How far the service has read the one feed that it pulls. */
    private long position(Service service) throws SQLException {
        try (var connection = connect(service);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT position FROM orderly.feed_position")) {
            assertThat(rows.next()).isTrue();
            return rows.getLong("position");
        }
    }

    private Connection connect(Service service) throws SQLException {
        return DriverManager.getConnection(stack.jdbcUrl(service), service.database(), stack.databasePassword(service));
    }

    private ConsumerRecord<byte[], byte[]> find(String orderId, String type) {
        try (var consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(TOPIC).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                for (var record : consumer.poll(Duration.ofSeconds(1))) {
                    if (header(record, "ce_subject").equals(orderId)
                            && header(record, "ce_type").equals(type)) {
                        return record;
                    }
                }
            }
        }
        throw new AssertionError("There is no %s of %s in %s".formatted(type, orderId, TOPIC));
    }

    /** Sends the same key, bytes and headers to the same partition, as a sender that has forgotten would. */
    private RecordMetadata sendAgain(ConsumerRecord<byte[], byte[]> record) throws Exception {
        try (var producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", stack.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            return producer.send(new ProducerRecord<>(
                            record.topic(), record.partition(), record.key(), record.value(), record.headers()))
                    .get(10, TimeUnit.SECONDS);
        }
    }

    /** How far the service has got in the partition of this record. */
    private long committed(Service service, RecordMetadata record) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", stack.bootstrapServers()))) {
            var offsets = admin.listConsumerGroupOffsets(service.id())
                    .partitionsToOffsetAndMetadata()
                    .get(10, TimeUnit.SECONDS);
            var offset = offsets.get(new TopicPartition(record.topic(), record.partition()));
            return offset == null ? 0 : offset.offset();
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
