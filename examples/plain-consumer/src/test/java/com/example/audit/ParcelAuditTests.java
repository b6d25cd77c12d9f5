package com.example.audit;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import dev.orderly.events.test.servers.Servers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class ParcelAuditTests {

    private static final Servers SERVERS = Servers.ofThisRun();
    private static final String URL = SERVERS.jdbcUrl("audit") + "?user=audit&password=secret";

    @BeforeAll
    static void createTopicAndDatabase() throws Exception {
        SERVERS.createDatabase("audit", "secret");
        try (var admin = Admin.create(Map.of("bootstrap.servers", (Object) SERVERS.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("parcel-events", Optional.of(6), Optional.empty())))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void aDuplicateIsSkippedAndAnAbortedEventIsNotSeen() throws Exception {
        var sent = UUID.randomUUID();
        var delivered = UUID.randomUUID();
        try (var producer = new KafkaProducer<String, String>(Map.of(
                "bootstrap.servers",
                SERVERS.bootstrapServers(),
                "transactional.id",
                "test",
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class))) {
            producer.initTransactions();
            producer.beginTransaction();
            producer.send(event(UUID.randomUUID(), "parcel.lost.v1"));
            producer.flush();
            producer.abortTransaction();
            producer.beginTransaction();
            producer.send(event(sent, "parcel.sent.v1"));
            producer.send(event(sent, "parcel.sent.v1"));
            producer.send(event(delivered, "parcel.delivered.v1"));
            producer.commitTransaction();
        }

        var audit = new Thread(() ->
                assertThrows(InterruptException.class, () -> new ParcelAudit(SERVERS.bootstrapServers(), URL).run()));
        audit.start();
        try {
            while (!audited().contains("parcel.delivered.v1")) {
                audit.join(50);
            }
        } finally {
            audit.interrupt();
            audit.join();
        }

        assertEquals(List.of("parcel.delivered.v1", "parcel.sent.v1"), audited());
    }

    private static ProducerRecord<String, String> event(UUID id, String type) {
        var event = new ProducerRecord<>("parcel-events", "p-1", "{\"parcelId\":\"p-1\"}");
        event.headers().add("ce_id", id.toString().getBytes(UTF_8));
        event.headers().add("ce_type", type.getBytes(UTF_8));
        event.headers().add("ce_subject", "p-1".getBytes(UTF_8));
        return event;
    }

    private static List<String> audited() throws SQLException {
        List<String> types = new ArrayList<>();
        try (var database = DriverManager.getConnection(URL)) {
            if (database.getMetaData()
                    .getTables(null, "public", "parcel_audit", null)
                    .next()) {
                var rows = database.createStatement().executeQuery("SELECT type FROM parcel_audit ORDER BY type");
                while (rows.next()) {
                    types.add(rows.getString(1));
                }
            }
        }
        return types;
    }
}
