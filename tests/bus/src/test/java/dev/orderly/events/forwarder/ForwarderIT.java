package dev.orderly.events.forwarder;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** What the sending half makes of a broker that refuses or has changed, and of its own restarts. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.source=/parcels",
            "orderly.topic=" + ForwarderIT.TOPIC,
            "orderly.forwarder.skipped-types=parcel.scratched.v1",
            "orderly.forwarder.retry-max=500ms"
        })
class ForwarderIT {

    static final String TOPIC = "parcel-events";

    private static final ConfigResource TOPIC_CONFIG = new ConfigResource(ConfigResource.Type.TOPIC, TOPIC);
    private static final String TOO_LARGE = "x".repeat(3_000);

    private static Admin admin;

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    DataSource dataSource;

    @Autowired
    EventForwarder forwarder;

    @Autowired
    @Qualifier("eventsHealthIndicator")
    HealthIndicator health;

    @Autowired
    MeterRegistry meters;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "parcels");
    }

    @BeforeAll
    static void makeTopic() throws Exception {
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()));
        admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1).configs(Map.of("max.message.bytes", "2000"))))
                .all()
                .get();
    }

    @AfterAll
    static void closeAdmin() {
        admin.close();
    }

    @Test
    void aRefusedEventHoldsItsAggregateAndNoOtherUntilItIsRedriven() throws Exception {
        var refused = newParcel();
        var other = newParcel();

        // In one batch: what comes before the refused one comes back with it, and must not be set behind it.
        transactions.executeWithoutResult(status -> {
            Events.raise(new Weighed(refused, "1"));
            Events.raise(new Weighed(refused, TOO_LARGE));
            Events.raise(new Weighed(refused, "3"));
            Events.raise(new Weighed(other, "1"));
            Events.raise(new Weighed(refused, "4"));
        });

        await().until(() -> sent(other).size() == 1);
        await().until(() -> lettersOf(refused).size() == 3);
        assertThat(sent(refused)).containsExactly(payload(refused, "1"));
        assertThat(lettersOf(refused)).extracting(Letter::state).containsExactly("PARKED", "WAITING", "WAITING");
        assertThat(lettersOf(refused).get(0).attempts()).isEqualTo(3);
        assertThat(lettersOf(refused).get(0).reason()).contains("larger than the max message size");

        configureTopic("max.message.bytes", "10000");
        try {
            redrive(lettersOf(refused).get(0).eventId());
            await().until(() -> lettersOf(refused).isEmpty());
        } finally {
            configureTopic("max.message.bytes", "2000");
        }
        assertThat(sent(refused))
                .containsExactly(
                        payload(refused, "1"),
                        payload(refused, TOO_LARGE),
                        payload(refused, "3"),
                        payload(refused, "4"));
        raise(new Weighed(refused, "5"));
        await().until(() -> sent(refused).size() == 5);
    }

    /** Each transaction has committed its event, and keeps its connection until the test is over. */
    @Test
    void eventsAreForwardedWhileTheApplicationUsesAllConnectionsOfItsPool() throws Exception {
        var pool = dataSource.unwrap(HikariDataSource.class);
        var parcels = newParcels(pool.getMaximumPoolSize());
        var end = new CountDownLatch(1);
        var threads = Executors.newFixedThreadPool(parcels.size());
        try {
            for (var parcel : parcels) {
                threads.submit(() -> transactions.executeWithoutResult(status -> {
                    Events.raise(new Weighed(parcel, "1"));
                    TransactionSynchronizationManager.registerSynchronization(holdAfterCommit(end));
                }));
            }
            await().until(() -> pool.getHikariPoolMXBean().getActiveConnections() == parcels.size());

            await().until(() -> sentKeys().containsAll(parcels));
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(parcels.size());
        } finally {
            end.countDown();
            threads.shutdown();
        }
    }

    private static TransactionSynchronization holdAfterCommit(CountDownLatch end) {
        return new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
    }

    @Test
    void anEventOfASkippedTypeIsParkedAloneAndItsAggregateGoesOn() {
        var parcel = newParcel();

        raise(new Scratched(parcel, TOO_LARGE));
        raise(new Weighed(parcel, "2"));

        await().until(() -> sent(parcel).equals(List.of(payload(parcel, "2"))));
        assertThat(jdbc.sql("SELECT count(*) FROM orderly.dead_letter WHERE type = 'parcel.scratched.v1' AND parked")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void aRestartSendsNothingTwiceEvenIfItsOffsetIsLost() {
        var parcel = newParcel();
        for (int i = 1; i <= 50; i++) {
            raise(new Weighed(parcel, "" + i));
        }
        await().until(() -> sent(parcel).size() == 50);

        forwarder.stop();
        jdbc.sql("UPDATE orderly.forwarder_position SET position = 0").update();
        raise(new Weighed(parcel, "51"));
        forwarder.start();

        await().until(() -> sent(parcel).contains(payload(parcel, "51")));
        assertThat(sent(parcel)).hasSize(51).doesNotHaveDuplicates();
    }

    /** As a buggy or hostile producer with access to the topic may write it. */
    @ParameterizedTest
    @ValueSource(strings = {"1000000", "not a number", "-1"})
    void aForgedRecordInTheTopicSilencesNobody(String sequence) throws Exception {
        var parcel = newParcel();
        forwarder.stop();
        try (var forger = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            var forged = new ProducerRecord<>(TOPIC, 0, "forged", "{}");
            forged.headers().add("ce_source", "/parcels".getBytes(UTF_8));
            forged.headers().add("ce_sequence", sequence.getBytes(UTF_8));
            forger.send(forged).get();
        }
        forwarder.start();

        raise(new Weighed(parcel, "1"));
        await().until(() -> sent(parcel).equals(List.of(payload(parcel, "1"))));
    }

    /** As after the database was restored to an earlier time, before and after new events have got the positions again. */
    @ParameterizedTest
    @CsvSource({"TOPIC, 1000000, - -", "TOPIC, 1, 019ab000-0000-7000-8000-000000000000 -", "GROUP, 1000000, ''"})
    void aSentPositionThatIsNotTheStoresIsRefusedUntilAnOperatorDeletesIt(SavedIn place, long position, String ids)
            throws Exception {
        raise(new Weighed(newParcel(), "first"));
        var parcel = newParcel();
        forwarder.stop();
        var before = registeredPosition();
        saveSent(place, position, ids);
        try (var lines = LogLines.open()) {
            forwarder.start();
            raise(new Weighed(parcel, "1"));

            await().until(() -> health.health().getStatus().equals(Status.DOWN));
            assertThat(String.valueOf(health.health().getDetails().get("refused")))
                    .contains(place.label + " parcels-forwarder", "position " + position);
            assertThat(refusedGauge()).isEqualTo(1);
            await().until(() -> forwarded(lines, "refusing to forward") > 0);
            assertThat(sent(parcel)).isEmpty();
            assertThat(registeredPosition()).isEqualTo(before);

            delete(place);
            await().until(() -> sent(parcel).equals(List.of(payload(parcel, "1"))));
            assertThat(forwarded(lines, "refusing to forward")).isEqualTo(1);
        }
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        assertThat(refusedGauge()).isZero();
    }

    @Test
    void refusedEventsDelayNoOtherAggregateAndReopenNothing() {
        var refused = newParcels(20);
        var others = newParcels(980);
        try (var lines = LogLines.open()) {
            transactions.executeWithoutResult(status -> {
                for (int i = 0; i < others.size(); i++) {
                    if (i % 49 == 7) {
                        Events.raise(new Weighed(refused.get(i / 49), TOO_LARGE));
                    }
                    Events.raise(new Weighed(others.get(i), "1"));
                }
            });
            await().until(() -> sentKeys().containsAll(others));

            assertThat(forwarded(lines, "forwarding after position"))
                    .as("openings of the sender")
                    .isZero();
            assertThat(forwarded(lines, "retrying in")).as("backoffs").isZero();
        }
        await().until(() -> parked().containsAll(refused));
        assertThat(sentKeys()).as("events that were sent twice").doesNotHaveDuplicates();
    }

    @Test
    void partitionsThatAreAddedDoNotMoveAnAggregate() throws Exception {
        var parcels = new ArrayList<String>();
        for (int i = 0; i < 30; i++) {
            parcels.add(newParcel());
        }
        parcels.forEach(parcel -> raise(new Weighed(parcel, "before")));
        await().until(() -> sent(parcels.get(29)).size() == 1);

        admin.createPartitions(Map.of(TOPIC, NewPartitions.increaseTo(9))).all().get();
        forwarder.stop();
        forwarder.start();
        parcels.forEach(parcel -> raise(new Weighed(parcel, "after")));
        await().until(() -> sent(parcels.get(29)).size() == 2);

        for (var parcel : parcels) {
            assertThat(records(parcel).stream().map(ConsumerRecord::partition).distinct())
                    .as("partitions of one parcel")
                    .hasSize(1);
        }
    }

    private static void saveSent(SavedIn place, long position, String ids) throws Exception {
        Map<String, Object> client = Map.of(
                "bootstrap.servers", TestServers.bootstrapServers(), "group.id", "parcels-forwarder", "acks", "all");
        if (place == SavedIn.TOPIC) {
            try (var producer = new KafkaProducer<>(client, new StringSerializer(), new StringSerializer())) {
                producer.send(new ProducerRecord<>("parcels-forwarder", 0, TOPIC, position + " " + ids))
                        .get();
            }
            return;
        }
        try (var consumer = new KafkaConsumer<>(client, new StringDeserializer(), new StringDeserializer())) {
            consumer.commitSync(Map.of(new TopicPartition(TOPIC, 0), new OffsetAndMetadata(position, ids)));
        }
    }

    private static void delete(SavedIn place) throws Exception {
        if (place == SavedIn.TOPIC) {
            admin.deleteTopics(List.of("parcels-forwarder")).all().get();
        } else {
            admin.deleteConsumerGroups(List.of("parcels-forwarder")).all().get();
        }
    }

    private double refusedGauge() {
        return meters.get("orderly.events.forwarding.refused").gauge().value();
    }

    private long registeredPosition() {
        return jdbc.sql("SELECT position FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    private static List<String> newParcels(int count) {
        return Stream.generate(ForwarderIT::newParcel).limit(count).toList();
    }

    private static long forwarded(LogLines lines, String text) {
        return lines.all(EventForwarder.class.getName()).stream()
                .filter(each -> each.getFormattedMessage().contains(text))
                .count();
    }

    /** The keys of the parcels that were weighed once. */
    private static List<String> sentKeys() {
        return TopicRecords.committed(TOPIC).stream()
                .filter(each -> each.value().endsWith("\"note\":\"1\"}"))
                .map(ConsumerRecord::key)
                .toList();
    }

    private List<String> parked() {
        return jdbc.sql("SELECT key FROM orderly.dead_letter WHERE parked AND attempts = 3")
                .query(String.class)
                .list();
    }

    private static String newParcel() {
        return UUID.randomUUID().toString();
    }

    private void raise(DomainEvent event) {
        transactions.executeWithoutResult(status -> Events.raise(event));
    }

    private static String payload(String parcel, String note) {
        return "{\"parcel\":\"%s\",\"note\":\"%s\"}".formatted(parcel, note);
    }

    private static List<String> sent(String parcel) {
        return records(parcel).stream().map(ConsumerRecord::value).toList();
    }

    /** The committed records of a parcel, partition by partition in their order. */
    private static List<ConsumerRecord<String, String>> records(String parcel) {
        return TopicRecords.committed(TOPIC).stream()
                .filter(each -> each.key().equals(parcel))
                .toList();
    }

    private List<Letter> lettersOf(String subject) {
        return http().get().uri("/dead-letters").retrieve().body(Letters.class).items().stream()
                .filter(each -> subject.equals(each.subject()))
                .toList();
    }

    private void redrive(UUID eventId) {
        http().post().uri("/dead-letters/{eventId}/redrive", eventId).retrieve().toBodilessEntity();
    }

    private RestClient http() {
        return RestClient.create("http://localhost:" + port);
    }

    private static void configureTopic(String name, String value) throws Exception {
        admin.incrementalAlterConfigs(Map.of(
                        TOPIC_CONFIG,
                        List.of(new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET))))
                .all()
                .get();
    }

    record Letters(List<Letter> items) {}

    record Letter(UUID eventId, String subject, int attempts, String reason, String state) {}

    @EventType("parcel.weighed.v1")
    record Weighed(String parcel, String note) implements DomainEvent {

        @Override
        public String aggregateId() {
            return parcel;
        }
    }

    @EventType("parcel.scratched.v1")
    record Scratched(String parcel, String note) implements DomainEvent {

        @Override
        public String aggregateId() {
            return parcel;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}

    private enum SavedIn {
        TOPIC("topic"),
        GROUP("group");

        private final String label;

        SavedIn(String label) {
            this.label = label;
        }
    }
}
