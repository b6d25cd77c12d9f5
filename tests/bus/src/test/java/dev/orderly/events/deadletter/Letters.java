package dev.orderly.events.deadletter;

import java.util.List;
import java.util.UUID;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.Message.Header;
import dev.orderly.testsupport.TestDatabase;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Dead letters in a database of their own. */
final class Letters {

    static final String TOPIC = "shelf-events";

    private Letters() {}

    /** A pool of connections to the database, which has the bus's schema then. The caller closes it. */
    static HikariDataSource migrated(TestDatabase database) {
        var dataSource = new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
        Flyway.configure()
                .dataSource(dataSource)
                .schemas("orderly")
                .table("schema_history")
                .locations("classpath:dev/orderly/events/schema")
                .load()
                .migrate();
        var pool = new HikariDataSource();
        pool.setDataSource(dataSource);
        pool.setMaximumPoolSize(4);
        // The speed of the disk is not what is tested.
        pool.setConnectionInitSql("SET synchronous_commit = off");
        return pool;
    }

    /** Letters of one aggregate, which wait. */
    static void insert(JdbcClient jdbc, String consumer, int letters, String key) {
        jdbc.sql("""
                INSERT INTO orderly.dead_letter
                    (consumer, event_id, type, topic, origin, key, position, headers, payload, parked, attempts, reason)
                SELECT ?, gen_random_uuid(), 'shelf.stacked.v1', ?, 'shelf-events-0@' || n, ?, n, '\\x00000000', '\\x7b7d',
                       false, 0, 'waits'
                FROM generate_series(1, ?) AS n""").params(consumer, TOPIC, key, letters).update();
    }

    static Message message(String key) {
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
