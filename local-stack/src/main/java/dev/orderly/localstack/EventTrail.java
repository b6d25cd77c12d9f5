package dev.orderly.localstack;

import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Where the events of an order have been: in the feeds of the services that raised them, in the topics, and in the inboxes
 * of those who handled them. Sees what is published from its making on. For one thread.
 */
final class EventTrail implements AutoCloseable {

    private static final List<String> TOPICS = List.of("order-events", "refund-events");
    private static final List<Service> PUBLISHERS = List.of(Service.ORDER, Service.REFUND);
    private static final Duration POLL = Duration.ofMillis(50);

    private static final String HANDLED = """
            SELECT consumer, processed_at
            FROM orderly.processed_event
            WHERE event_id = ?
            """;

    private final LocalStack stack;
    private final ShopClient shop;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<UUID, ConsumerRecord<String, byte[]>> records = new HashMap<>();
    private final Map<UUID, Event> events = new LinkedHashMap<>();
    private final Map<Service, Long> positions = new HashMap<>();

    EventTrail(LocalStack stack, ShopClient shop) {
        this.stack = stack;
        this.shop = shop;
        this.consumer = new KafkaConsumer<>(
                Map.of(
                        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        stack.bootstrapServers(),
                        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                        "read_committed"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        // What was there before, in data that is kept, is of no interest.
        var present = assignNewPartitions();
        consumer.seekToEnd(present);
        present.forEach(consumer::position);
    }

    /** A service makes its topics after it is ready, so they may appear only now. */
    private List<TopicPartition> assignNewPartitions() {
        var partitions = TOPICS.stream()
                .flatMap(topic -> consumer.partitionsFor(topic).stream())
                .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
                .toList();
        var added = partitions.stream()
                .filter(partition -> !consumer.assignment().contains(partition))
                .toList();
        if (!added.isEmpty()) {
            consumer.assign(partitions);
        }
        return added;
    }

    /** An event as its publisher's feed has it. */
    record Event(UUID id, String type, String orderId, long position, Instant time) {}

    /** Who handled an event, and how long after it was raised. */
    record Handling(String consumer, Duration after) {}

    /**
     * What is known of an event by now.
     *
     * @param address its topic, partition and offset; empty as long as it is not there
     */
    record Step(Event event, String address, List<Handling> handlings) {

        boolean isHandledBy(Service service) {
            return handlings.stream().anyMatch(each -> each.consumer().equals(service.id()));
        }
    }

    /** The events of the order so far, those of each service in the order of their positions. */
    List<Step> of(String orderId) {
        readFeeds();
        readTopics();
        return events.values().stream()
                .filter(event -> event.orderId().equals(orderId))
                .map(event -> new Step(event, address(event), handlings(event)))
                .toList();
    }

    @Override
    public void close() {
        consumer.close();
    }

    private void readFeeds() {
        for (var service : PUBLISHERS) {
            var page = shop.events(service, positions.getOrDefault(service, 0L));
            while (!page.isEmpty()) {
                for (var each : page) {
                    var event = new Event(
                            UUID.fromString(each.path("id").asString()),
                            each.path("type").asString(),
                            each.path("subject").asString(),
                            Long.parseLong(each.path("sequence").asString()),
                            OffsetDateTime.parse(each.path("time").asString()).toInstant());
                    events.put(event.id(), event);
                    positions.put(service, event.position());
                }
                page = shop.events(service, positions.getOrDefault(service, 0L));
            }
        }
    }

    private void readTopics() {
        var added = assignNewPartitions();
        if (!added.isEmpty()) {
            // Without any it would mean all of them.
            consumer.seekToBeginning(added);
        }
        if (consumer.assignment().isEmpty()) {
            return;
        }
        for (var record : consumer.poll(POLL)) {
            var id = record.headers().lastHeader("ce_id");
            if (id != null) {
                records.put(UUID.fromString(new String(id.value(), StandardCharsets.UTF_8)), record);
            }
        }
    }

    private String address(Event event) {
        var record = records.get(event.id());
        return record == null ? "" : "%s-%d@%d".formatted(record.topic(), record.partition(), record.offset());
    }

    private List<Handling> handlings(Event event) {
        var handlings = new ArrayList<Handling>();
        for (var service : Service.values()) {
            try (var connection = DriverManager.getConnection(
                            stack.jdbcUrl(service), service.database(), service.database());
                    var statement = connection.prepareStatement(HANDLED)) {
                statement.setObject(1, event.id());
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        var at = rows.getObject("processed_at", OffsetDateTime.class)
                                .toInstant();
                        handlings.add(new Handling(rows.getString("consumer"), Duration.between(event.time(), at)));
                    }
                }
            } catch (SQLException e) {
                throw new LocalStackException("The inbox of %s cannot be read".formatted(service.id()), e);
            }
        }
        handlings.sort(Comparator.comparing(Handling::after));
        return handlings;
    }
}
