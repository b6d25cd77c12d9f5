package dev.orderly.events.inbox;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.EventHandler;
import dev.orderly.events.config.OrderlyProperties.Transport;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** Where a consumer begins that is new, with each transport that lets it choose. */
class StartPositionIT {

    private final String topic = "starts-" + UUID.randomUUID();
    private final TestDatabase publishers = TestServers.database("starts_publisher");
    private final TestDatabase readers = TestServers.database("starts_reader");

    @Tag("full")
    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "FEED"})
    void aNewConsumerBeginsWhereItIsToldToAndGoesOnFromThere(Transport transport) {
        try (var publisher = startPublisher(transport)) {
            raise(publisher, 1);
            raise(publisher, 2);
            Instant time;
            try (var reader = startReader(transport, publisher, OldDepot.class)) {
                await().until(() -> effects(reader, "depot").size() == 2);
                time = Instant.now();
                raise(publisher, 3);
                await().until(() -> effects(reader, "depot").size() == 3);
            }

            try (var reader = startReader(transport, publisher, Depot.class, "--orderly.inbox.starts.since=" + time)) {
                await().until(() -> haveBegun(reader, transport));
                raise(publisher, 4);

                await().untilAsserted(() -> {
                    assertThat(effects(reader, "latest")).containsExactlyInAnyOrder(4);
                    assertThat(effects(reader, "since")).containsExactlyInAnyOrder(3, 4);
                    assertThat(effects(reader, "from")).containsExactlyInAnyOrder(2, 3, 4);
                    assertThat(effects(reader, "depot")).containsExactlyInAnyOrder(1, 2, 3, 4);
                });
            }

            raise(publisher, 5);
            try (var reader = startReader(
                    transport,
                    publisher,
                    Depot.class,
                    "--orderly.inbox.starts.latest=earliest",
                    "--orderly.inbox.starts.since=latest")) {
                await().untilAsserted(() -> {
                    assertThat(effects(reader, "latest")).containsExactlyInAnyOrder(4, 5);
                    assertThat(effects(reader, "since")).containsExactlyInAnyOrder(3, 4, 5);
                });
            }
        }
    }

    /** A publisher without a broker gives an event its position when it is read. */
    @Tag("full")
    @Test
    void theLatestPositionIsBehindEventsThatNobodyHasRead() {
        try (var publisher = startPublisher(Transport.FEED)) {
            raise(publisher, 1);
            raise(publisher, 2);

            try (var reader = startReader(
                    Transport.FEED,
                    publisher,
                    Depot.class,
                    "--orderly.inbox.start=latest",
                    "--orderly.inbox.starts.since=latest",
                    "--orderly.inbox.starts.from=latest")) {
                await().until(() -> haveBegun(reader, Transport.FEED));
                raise(publisher, 3);

                await().until(() -> effects(reader, "latest").contains(3));
                assertThat(effects(reader, "latest")).containsExactly(3);
            }
        }
    }

    private static boolean haveBegun(ConfigurableApplicationContext reader, Transport transport) {
        var table = transport == Transport.KAFKA ? "topic_start" : "feed_position";
        return reader.getBean(JdbcClient.class)
                        .sql("SELECT count(*) FROM orderly.%s WHERE consumer LIKE 'depot.%%'".formatted(table))
                        .query(Integer.class)
                        .single()
                == 3;
    }

    /** Each is of another aggregate, so that all partitions have some. */
    private static void raise(ConfigurableApplicationContext publisher, long number) {
        publisher
                .getBean(TransactionTemplate.class)
                .executeWithoutResult(status -> publisher.publishEvent(new Counted("parcel-" + number, number)));
    }

    private static List<Integer> effects(ConfigurableApplicationContext reader, String consumer) {
        return reader.getBean(JdbcClient.class)
                .sql("SELECT number FROM handled WHERE consumer = ?")
                .param(consumer)
                .query(Integer.class)
                .list();
    }

    private ConfigurableApplicationContext startPublisher(Transport transport) {
        return start(
                Publisher.class,
                publishers,
                transport,
                List.of("--orderly.source=/publisher", "--orderly.topic=" + topic));
    }

    private ConfigurableApplicationContext startReader(
            Transport transport, ConfigurableApplicationContext publisher, Class<?> depot, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--orderly.source=/depot");
        arguments.add("--orderly.subscriptions=" + topic);
        if (transport == Transport.FEED) {
            arguments.add("--orderly.feed.sources.%s=http://localhost:%s"
                    .formatted(topic, publisher.getEnvironment().getRequiredProperty("local.server.port")));
        }
        return start(depot, readers, transport, arguments);
    }

    private static ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, Transport transport, List<String> arguments) {
        var isWeb = transport == Transport.FEED && application == Publisher.class;
        return new SpringApplicationBuilder(application)
                .web(isWeb ? WebApplicationType.SERVLET : WebApplicationType.NONE)
                .properties(
                        "server.port=0",
                        "orderly.transport=" + transport,
                        "orderly.http.open=true",
                        "spring.kafka.bootstrap-servers="
                                + (transport == Transport.KAFKA ? TestServers.bootstrapServers() : "localhost:1"),
                        "logging.level.dev.orderly.events=warn",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run(arguments.toArray(String[]::new));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    /** The service before it had more consumers. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Effects.class)
    static class OldDepot {

        private final Effects effects;

        OldDepot(Effects effects) {
            this.effects = effects;
        }

        @EventHandler
        void ship(Counted event) {
            effects.add("depot", event);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Effects.class)
    static class Depot {

        private final Effects effects;

        Depot(Effects effects) {
            this.effects = effects;
        }

        @EventHandler
        void ship(Counted event) {
            effects.add("depot", event);
        }

        @EventHandler(consumer = "latest", start = "latest")
        void fromTheEnd(Counted event) {
            effects.add("latest", event);
        }

        @EventHandler(consumer = "since")
        void fromATimeOn(Counted event) {
            effects.add("since", event);
        }

        @EventHandler(consumer = "from", start = "2")
        void fromThePosition(Counted event) {
            effects.add("from", event);
        }
    }

    static class Effects {

        private final JdbcClient jdbc;

        Effects(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE IF NOT EXISTS handled (consumer text, number bigint)")
                    .update();
        }

        void add(String consumer, Counted event) {
            jdbc.sql("INSERT INTO handled (consumer, number) VALUES (?, ?)")
                    .params(consumer, event.number())
                    .update();
        }
    }
}
