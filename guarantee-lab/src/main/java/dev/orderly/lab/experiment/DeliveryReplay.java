package dev.orderly.lab.experiment;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** What was delivered since it was created: counts it or delivers it again, once. */
interface DeliveryReplay {

    /** Ends it; returns the number of records or messages. */
    int count();

    /** Ends it; delivers everything again. */
    void replay();

    /** Appends a copy of each record to its partition. */
    static DeliveryReplay ofTopic(String bootstrapServers, String topic) {
        Map<String, Object> connection = Map.of("bootstrap.servers", bootstrapServers);
        var begin = ends(connection, topic);
        return new DeliveryReplay() {

            @Override
            public int count() {
                return records().size();
            }

            @Override
            public void replay() {
                try (var producer =
                        new KafkaProducer<>(connection, new ByteArraySerializer(), new ByteArraySerializer())) {
                    for (var each : records()) {
                        producer.send(new ProducerRecord<>(
                                topic, each.partition(), each.timestamp(), each.key(), each.value(), each.headers()));
                    }
                }
            }

            private List<ConsumerRecord<byte[], byte[]>> records() {
                var end = ends(connection, topic);
                List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
                try (var consumer = consumer(connection)) {
                    consumer.assign(end.keySet());
                    begin.forEach(consumer::seek);
                    while (!end.entrySet().stream()
                            .allMatch(each -> consumer.position(each.getKey()) >= each.getValue())) {
                        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
                    }
                }
                return records;
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

    /** Publishes a copy of each message. An extra queue, bound to the exchange with these keys, collects the copies. */
    static DeliveryReplay ofExchange(int port, String exchange, List<String> routingKeys) {
        var broker = new ConnectionFactory();
        broker.setHost("127.0.0.1");
        broker.setPort(port);
        var copies = exchange + ".copies";
        onChannel(broker, channel -> {
            channel.queueDeclare(copies, true, false, false, null);
            for (var each : routingKeys) {
                channel.queueBind(copies, exchange, each);
            }
        });
        return new DeliveryReplay() {

            @Override
            public int count() {
                List<Integer> count = new ArrayList<>();
                onChannel(broker, channel -> {
                    count.add((int) channel.messageCount(copies));
                    channel.queueDelete(copies);
                });
                return count.get(0);
            }

            @Override
            public void replay() {
                onChannel(broker, channel -> {
                    List<GetResponse> messages = new ArrayList<>();
                    for (var each = channel.basicGet(copies, true);
                            each != null;
                            each = channel.basicGet(copies, true)) {
                        messages.add(each);
                    }
                    channel.queueDelete(copies);
                    for (var each : messages) {
                        channel.basicPublish(
                                exchange, each.getEnvelope().getRoutingKey(), each.getProps(), each.getBody());
                    }
                });
            }
        };
    }

    /** Sends a copy of each message. An extra queue of the address collects the copies. */
    static DeliveryReplay ofAddress(String url, String address) {
        var copies = address + ".copies";
        onSession(
                url,
                session -> session.createQueue(
                        QueueConfiguration.of(copies).setAddress(address).setRoutingType(RoutingType.MULTICAST)));
        return new DeliveryReplay() {

            @Override
            public int count() {
                List<Integer> count = new ArrayList<>();
                onSession(url, session -> {
                    count.add((int) session.queueQuery(SimpleString.of(copies)).getMessageCount());
                    session.deleteQueue(copies);
                });
                return count.get(0);
            }

            @Override
            public void replay() {
                onSession(url, session -> {
                    List<ClientMessage> messages = new ArrayList<>();
                    session.start();
                    try (var consumer = session.createConsumer(copies)) {
                        for (var each = consumer.receiveImmediate(); each != null; each = consumer.receiveImmediate()) {
                            messages.add(each);
                        }
                    }
                    session.deleteQueue(copies);
                    try (var producer = session.createProducer(address)) {
                        for (var each : messages) {
                            producer.send(each);
                        }
                    }
                });
            }
        };
    }

    private static void onSession(String url, SessionWork work) {
        try (var locator = ActiveMQClient.createServerLocator(url);
                var factory = locator.createSessionFactory();
                var session = factory.createSession()) {
            work.accept(session);
        } catch (Exception e) {
            throw new IllegalStateException("Cannot reach Artemis at " + url, e);
        }
    }

    /** What to do with a session. */
    interface SessionWork {

        void accept(ClientSession session) throws Exception;
    }

    static String versionOf(int port) {
        var broker = new ConnectionFactory();
        broker.setHost("127.0.0.1");
        broker.setPort(port);
        try (var connection = broker.newConnection()) {
            return String.valueOf(connection.getServerProperties().get("version"));
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("Cannot reach RabbitMQ on port " + port, e);
        }
    }

    private static void onChannel(ConnectionFactory broker, ChannelWork work) {
        try (var connection = broker.newConnection();
                var channel = connection.createChannel()) {
            work.accept(channel);
        } catch (IOException | TimeoutException e) {
            throw new IllegalStateException("Cannot reach RabbitMQ on port " + broker.getPort(), e);
        }
    }

    /** What to do with a channel. */
    interface ChannelWork {

        void accept(Channel channel) throws IOException;
    }
}
