package com.example.audit;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

import static java.util.Map.entry;

/** Writes each parcel event into a table, once, whatever is received twice. */
public final class ParcelAudit {

    private static final String TABLE = """
            CREATE TABLE IF NOT EXISTS parcel_audit (
                event_id  uuid PRIMARY KEY,
                type      text NOT NULL,
                parcel_id text NOT NULL,
                payload   text NOT NULL
            )""";

    /** The row count tells whether the event is new. With other effects, this statement is the first of their transaction. */
    private static final String INSERT = """
            INSERT INTO parcel_audit (event_id, type, parcel_id, payload) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING""";

    private final Map<String, Object> settings;
    private final String jdbcUrl;

    ParcelAudit(String bootstrapServers, String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
        this.settings = Map.ofEntries(
                entry("bootstrap.servers", bootstrapServers),
                entry("group.id", "parcel-audit"),
                // Or else it sees batches that the forwarder has aborted.
                entry("isolation.level", "read_committed"),
                entry("auto.offset.reset", "earliest"),
                // The offset is committed after the database, never before.
                entry("enable.auto.commit", "false"),
                entry("key.deserializer", StringDeserializer.class),
                entry("value.deserializer", ByteArrayDeserializer.class));
    }

    public static void main(String[] arguments) throws SQLException {
        new ParcelAudit(arguments[0], arguments[1]).run();
    }

    /** Until the thread is interrupted, or the broker or the database fails: then start it again. */
    void run() throws SQLException {
        try (var consumer = new KafkaConsumer<String, byte[]>(settings);
                var database = DriverManager.getConnection(jdbcUrl)) {
            database.createStatement().execute(TABLE);
            database.setAutoCommit(false);
            consumer.subscribe(List.of("parcel-events"));
            while (true) {
                for (var event : consumer.poll(Duration.ofSeconds(1))) {
                    write(event, database);
                }
                database.commit();
                consumer.commitSync();
            }
        }
    }

    private static void write(ConsumerRecord<String, byte[]> event, Connection database) throws SQLException {
        try (var insert = database.prepareStatement(INSERT)) {
            insert.setObject(1, UUID.fromString(header(event, "ce_id")));
            insert.setString(2, header(event, "ce_type"));
            insert.setString(3, header(event, "ce_subject"));
            insert.setString(4, new String(event.value(), StandardCharsets.UTF_8));
            System.out.printf(
                    "%s %s of %s%n",
                    insert.executeUpdate() == 1 ? "Wrote" : "Skipped",
                    header(event, "ce_type"),
                    header(event, "ce_subject"));
        }
    }

    private static String header(ConsumerRecord<?, ?> event, String name) {
        return new String(event.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
