package dev.orderly.events.deadletter;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import dev.orderly.testsupport.TestServers;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The queue on a real database, without the rest of the bus. */
class DeadLetterQueueIT {

    private static final String CONSUMER = "shelves";
    private static final String TOPIC = "shelf-events";

    private static JdbcClient jdbc;

    private final DeadLetterQueue queue = new DeadLetterQueue(jdbc, CONSUMER);

    @BeforeAll
    static void migrate() {
        var database = TestServers.database("letters");
        var dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .load()
                .migrate();
        jdbc = JdbcClient.create(dataSource);
    }

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE orderly.dead_letter").update();
    }

    @Test
    void aMessageIsKeptByteForByte() {
        var message = new Message(
                TOPIC,
                TOPIC + "-0@1",
                new byte[] {(byte) 0xff, 0, 1},
                List.of(
                        new Header("n".repeat(70_000), new byte[] {0, (byte) 0xff}),
                        new Header("가\0", null),
                        new Header("", new byte[0]),
                        new Header("", new byte[] {1})),
                new byte[] {(byte) 0xfe});

        queue.retryLater(message, 1, "a reason with \0", Duration.ZERO);

        assertThat(queue.due(10)).singleElement().satisfies(due -> assertThat(due.message())
                .usingRecursiveComparison()
                .isEqualTo(message));
    }

    @Test
    void headersThatAnEarlierVersionHasWrittenAreRead() throws Exception {
        var message = message("s-1");
        queue.retryLater(message, 1, "broken", Duration.ZERO);
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeInt(2);
        out.writeUTF("ce_type");
        out.writeInt(2);
        out.write(new byte[] {'o', 'k'});
        out.writeUTF("none");
        out.writeInt(-1);
        jdbc.sql("UPDATE orderly.dead_letter SET headers = ?")
                .param(bytes.toByteArray())
                .update();

        assertThat(queue.due(10)).singleElement().satisfies(due -> assertThat(
                        due.message().headers())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new Header("ce_type", new byte[] {'o', 'k'}), new Header("none", null))));
    }

    private static Message message(String key) {
        var id = UUID.randomUUID().toString();
        return new Message(
                TOPIC,
                TOPIC + "-0@" + id,
                key.getBytes(UTF_8),
                List.of(
                        new Header("ce_id", id.getBytes(UTF_8)),
                        new Header("ce_type", "shelf.stacked.v1".getBytes(UTF_8))),
                new byte[] {'{', '}'});
    }
}
