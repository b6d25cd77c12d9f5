package dev.orderly.events.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The clocks of the application and of the database are set back by an hour while events are on their way. The database's
 * is replaced by functions of the same names, which its search path finds first.
 */
@SpringBootTest(
        classes = {Buyer.class, ClockIT.Watch.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/watches",
            "orderly.topic=" + ClockIT.TOPIC,
            "orderly.subscriptions=" + ClockIT.TOPIC
        })
class ClockIT {

    static final String TOPIC = "watch-events";

    private static final String CLOCK = """
            CREATE SCHEMA clock;
            CREATE TABLE clock.set_back AS SELECT interval '0' AS by;
            CREATE FUNCTION clock.now() RETURNS timestamptz LANGUAGE sql STABLE
                AS 'SELECT pg_catalog.now() - by FROM clock.set_back';
            CREATE FUNCTION clock.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
                AS 'SELECT pg_catalog.clock_timestamp() - by FROM clock.set_back';
            CREATE FUNCTION clock.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
                AS 'SELECT pg_catalog.statement_timestamp() - by FROM clock.set_back';
            ALTER DATABASE %s SET search_path = clock, pg_catalog, public""";

    private static final int HALF = 100;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Watch watch;

    @Autowired
    Buyer buyer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        var database = TestSystem.connect(registry, "watches");
        JdbcClient.create(new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()))
                .sql(CLOCK.formatted(database.username()))
                .update();
    }

    @Test
    void aClockSetBackByAnHourChangesNoOrderAndNoLeader() {
        try (var lines = LogLines.open()) {
            IntStream.rangeClosed(1, HALF).forEach(this::raise);
            await().until(() -> buyer.handled().size() >= HALF);
            watch.setBack(Duration.ofHours(1));
            jdbc.sql("UPDATE clock.set_back SET by = interval '1 hour'").update();
            IntStream.rangeClosed(HALF + 1, 2 * HALF).forEach(this::raise);

            await().until(() -> buyer.handled().size() >= 2 * HALF);
            // The clocks did go back, as far as the events, their ids and the inbox can tell.
            assertThat(time(HALF)).isBefore(time(HALF - 1).minus(Duration.ofMinutes(59)));
            assertThat(timeOfId(HALF)).isBefore(timeOfId(HALF - 1).minus(Duration.ofMinutes(59)));
            assertThat(processedAt(HALF)).isBefore(processedAt(HALF - 1).minus(Duration.ofMinutes(59)));
            assertThat(buyer.handled())
                    .extracting(each -> each.sold().number())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 2 * HALF).boxed().toList());
            assertThat(buyer.handled())
                    .extracting(each -> each.metadata().position())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 2 * HALF).boxed().toList());
            TopicRecords.assertEachOnceAndInOrder(TOPIC, 2 * HALF);
            assertThat(lines.warnings("dev.orderly")).isEmpty();
        }
    }

    private Instant time(int index) {
        return buyer.handled().get(index).metadata().time();
    }

    /** A UUIDv7 begins with the milliseconds of its time. */
    private Instant timeOfId(int index) {
        return Instant.ofEpochMilli(buyer.handled().get(index).metadata().id().getMostSignificantBits() >>> 16);
    }

    private Instant processedAt(int index) {
        return jdbc.sql("SELECT processed_at FROM orderly.processed_event WHERE event_id = ?")
                .param(buyer.handled().get(index).metadata().id())
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    private void raise(int number) {
        transactions.executeWithoutResult(status -> Events.raise(new Sold("watch", number, UUID.randomUUID())));
    }

    /** The system's clock, but for what it was set back. */
    static class Watch extends Clock {

        private volatile InstantSource source = InstantSource.system();

        void setBack(Duration by) {
            var system = InstantSource.system();
            source = () -> system.instant().minus(by);
        }

        @Override
        public Instant instant() {
            return source.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return source.withZone(zone);
        }
    }
}
