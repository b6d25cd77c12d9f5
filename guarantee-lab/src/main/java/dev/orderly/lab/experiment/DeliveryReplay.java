package dev.orderly.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Delivers again everything that was delivered since the replay was created. */
interface DeliveryReplay {

    void replay();

    /** Appends a copy of each record to its partition. */
    static DeliveryReplay ofTopic(String bootstrapServers, String topic) {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        var begin = ends(connection, topic);
        return () -> {
            var end = ends(connection, topic);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            try (var consumer = consumer(connection)) {
                consumer.assign(end.keySet());
                begin.forEach(consumer::seek);
                while (!end.entrySet().stream().allMatch(each -> consumer.position(each.getKey()) >= each.getValue())) {
                    consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                }
            }
            try (var producer = new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
                for (var each : records) {
                    producer.send(new ProducerRecord<>(
                            topic, each.partition(), each.timestamp(), each.key(), each.value(), each.headers()));
                }
            }
        };
    }

    private static Map<TopicPartition, Long> ends(Map<String, Object> connection, String topic) {
        try (var consumer = consumer(connection)) {
            return consumer.endOffsets(consumer.partitionsFor(topic).stream()
                    .map(each -> new TopicPartition(topic, each.partition()))
                    .toList());
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> connection) {
        Map<String, Object> settings = new HashMap<>(connection);
        settings.put("isolation.level", "read_committed");
        settings.put("enable.auto.commit", false);
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Publishes a copy of each message. An extra queue, bound like the consumer's, collects the copies. */
    static DeliveryReplay ofExchange(int port, String exchange) {
        var broker = new ConnectionFactory();
        broker.setHost("127.0.0.1");
        broker.setPort(port);
        var copies = exchange + ".copies";
        try (var connection = broker.newConnection();
                var channel = connection.createChannel()) {
            channel.queueDeclare(copies, true, false, false, null);
            for (int partition = 0; partition < 6; partition++) {
                channel.queueBind(copies, exchange, String.valueOf(partition));
            }
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("Cannot reach RabbitMQ on port " + port, e);
        }
        return () -> {
            try (var connection = broker.newConnection();
                    var channel = connection.createChannel()) {
                List<GetResponse> messages = new ArrayList<>();
                for (var each = channel.basicGet(copies, true); each != null; each = channel.basicGet(copies, true)) {
                    messages.add(each);
                }
                channel.queueDelete(copies);
                for (var each : messages) {
                    channel.basicPublish(exchange, each.getEnvelope().getRoutingKey(), each.getProps(), each.getBody());
                }
            } catch (IOException | TimeoutException e) {
                throw new IllegalStateException("Cannot reach RabbitMQ on port " + port, e);
            }
        };
    }
}
