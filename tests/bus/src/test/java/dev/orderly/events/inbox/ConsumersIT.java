package dev.orderly.events.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

import dev.orderly.events.EventHandler;
import dev.orderly.events.config.OrderlyProperties.Transport;
import dev.orderly.events.deadletter.DeadLetterFilter;
import dev.orderly.events.deadletter.DeadLetters;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** A service with two consumers of one event type, with each transport. */
class ConsumersIT {

    private static final String SHIPPING = "depot";
    private static final String BILLING = "depot.billing";

    private final String topic = "parcels-" + UUID.randomUUID();
    private final TestDatabase publishers = TestServers.database("consumers_publisher");
    private final TestDatabase readers = TestServers.database("consumers_reader");

    @ParameterizedTest
    @EnumSource
    void consumersOfOneTypeHaveProgressAndDeadLettersOfTheirOwn(Transport transport) {
        assumeTrue(transport != Transport.RABBITMQ || LocalRabbit.isInstalled(), LocalRabbit.HOW_TO_INSTALL);
        try (var publisher = startPublisher(transport)) {
            try (var reader = startReader(transport, publisher, Depot.class)) {
                var depot = reader.getBean(Depot.class);
                depot.refuse(SHIPPING, "a");
                depot.refuse(BILLING, "b");

                Stream.of("a", "b", "c").forEach(parcel -> {
                    raise(publisher, parcel, 1);
                    raise(publisher, parcel, 2);
                });

                await().until(() -> effects(reader, SHIPPING).size() == 4
                        && effects(reader, BILLING).size() == 4);
                assertThat(effects(reader, SHIPPING)).containsOnly("b1", "b2", "c1", "c2");
                assertThat(effects(reader, BILLING)).containsOnly("a1", "a2", "c1", "c2");
                // An effect of one key says nothing about the letters of another key.
                await().until(() -> letters(reader).size() == 4);
                assertThat(letters(reader))
                        .containsExactlyInAnyOrder(SHIPPING + " a", SHIPPING + " a", BILLING + " b", BILLING + " b");

                depot.acceptAll();
                reader.getBean(DeadLetters.class).redrive(new DeadLetterFilter(null, BILLING, null, null, null));
                await().until(() -> effects(reader, BILLING).size() == 6);
                assertThat(effects(reader, BILLING)).endsWith("b1", "b2");
                assertThat(letters(reader)).containsOnly(SHIPPING + " a");
            }

            raise(publisher, "c", 3);
            try (var reader = startReader(transport, publisher, Depot.class)) {
                await().until(() -> effects(reader, SHIPPING).contains("c3")
                        && effects(reader, BILLING).contains("c3"));
                assertThat(effects(reader, SHIPPING)).doesNotHaveDuplicates();
                assertThat(effects(reader, BILLING)).doesNotHaveDuplicates();

                var billing = reader.getBean(EventConsumers.class).find(BILLING).orElseThrow();
                billing.pause().pause("a test");
                // It may still take what comes while it asks its transport.
                raise(publisher, "c", 4);
                await().until(() -> effects(reader, SHIPPING).contains("c4"));
                raise(publisher, "c", 5);
                await().until(() -> effects(reader, SHIPPING).contains("c5"));
                assertThat(effects(reader, BILLING)).doesNotContain("c5");
                billing.pause().resume();
                await().until(() -> effects(reader, BILLING).contains("c5"));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"KAFKA", "FEED"})
    void aConsumerThatIsAddedReadsEverythingAndMovesNoOther(Transport transport) {
        try (var publisher = startPublisher(transport)) {
            raise(publisher, "a", 1);
            try (var reader = startReader(transport, publisher, OldDepot.class)) {
                await().until(() -> effects(reader, SHIPPING).equals(List.of("a1")));
            }
            try (var reader = startReader(transport, publisher, Depot.class)) {
                raise(publisher, "a", 2);

                await().until(() -> effects(reader, BILLING).equals(List.of("a1", "a2")));
                await().until(() -> effects(reader, SHIPPING).equals(List.of("a1", "a2")));
            }
        }
    }

    private static void raise(ConfigurableApplicationContext publisher, String parcel, long number) {
        publisher
                .getBean(TransactionTemplate.class)
                .executeWithoutResult(status -> publisher.publishEvent(new Counted(parcel, number)));
    }

    private static List<String> effects(ConfigurableApplicationContext reader, String consumer) {
        return reader.getBean(JdbcClient.class)
                .sql("SELECT parcel || number FROM handled WHERE consumer = ? ORDER BY id")
                .param(consumer)
                .query(String.class)
                .list();
    }

    private static List<String> letters(ConfigurableApplicationContext reader) {
        return reader.getBean(JdbcClient.class)
                .sql("SELECT consumer || ' ' || key FROM orderly.dead_letter")
                .query(String.class)
                .list();
    }

    private ConfigurableApplicationContext startPublisher(Transport transport) {
        return start(
                Publisher.class,
                publishers,
                transport,
                List.of(
                        "--orderly.source=/publisher",
                        "--orderly.topic=" + topic,
                        "--orderly.rabbitmq.consumers=" + SHIPPING + "," + BILLING));
    }

    private ConfigurableApplicationContext startReader(
            Transport transport, ConfigurableApplicationContext publisher, Class<?> depot) {
        List<String> arguments = new ArrayList<>(List.of(
                "--orderly.source=/" + SHIPPING,
                "--orderly.subscriptions=" + topic,
                "--orderly.inbox.first-back-off=1h",
                "--orderly.inbox.poll-interval=20ms"));
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
                        "spring.rabbitmq.host=127.0.0.1",
                        "spring.rabbitmq.port="
                                + (transport == Transport.RABBITMQ
                                        ? TestServers.rabbit().port()
                                        : 1),
                        "logging.level.dev.orderly.events=warn",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run(arguments.toArray(String[]::new));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    /** The service before it had a second consumer. */
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
            effects.add(SHIPPING, event);
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Effects.class)
    static class Depot {

        private final Effects effects;
        private final Set<String> refused = ConcurrentHashMap.newKeySet();

        Depot(Effects effects) {
            this.effects = effects;
        }

        @EventHandler
        void ship(Counted event) {
            handle(SHIPPING, event);
        }

        @EventHandler(consumer = "billing")
        void bill(Counted event) {
            handle(BILLING, event);
        }

        private void handle(String consumer, Counted event) {
            if (refused.contains(consumer + event.counter())) {
                throw new IllegalArgumentException("refused for this test");
            }
            effects.add(consumer, event);
        }

        void refuse(String consumer, String parcel) {
            refused.add(consumer + parcel);
        }

        void acceptAll() {
            refused.clear();
        }
    }

    static class Effects {

        private final JdbcClient jdbc;

        Effects(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("""
                            CREATE TABLE IF NOT EXISTS handled (
                                id bigint GENERATED ALWAYS AS IDENTITY, consumer text, parcel text, number bigint)""").update();
        }

        void add(String consumer, Counted event) {
            jdbc.sql("INSERT INTO handled (consumer, parcel, number) VALUES (?, ?, ?)")
                    .params(consumer, event.counter(), event.number())
                    .update();
        }
    }
}
