package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.StatusAggregator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

class EventTopicsHealthIT {

    private static final Logger log = LoggerFactory.getLogger(EventTopicsHealthIT.class);

    private final String here = "here-" + UUID.randomUUID();
    private final String missing = "missing-" + UUID.randomUUID();

    @Test
    void isDownAsLongAsATopicIsMissingAndNamesIt() throws Exception {
        make(here);
        try (var indicator = indicator(TestServers.bootstrapServers(), here, missing)) {
            assertThat(indicator.health())
                    .isEqualTo(
                            Health.down().withDetail("missing", Set.of(missing)).build());

            make(missing);

            await().until(() -> indicator.health().getStatus().equals(Status.UP));
            assertThat(indicator.health().getDetails()).containsEntry("topics", Set.of(here, missing));
        }
    }

    @Test
    void isUnknownWhileNoBrokerCanBeReached() throws Exception {
        make(here);
        try (var broker = beforeTheBroker();
                var indicator = indicator("127.0.0.1:" + broker.port(), here)) {
            broker.refuse();
            var away = indicator.health();

            assertThat(away.getStatus()).isEqualTo(Status.UNKNOWN);
            assertThat(away.getDetails()).containsKey("error").containsEntry("topics", Set.of(here));

            // Nothing else being wrong, the service stays in its load balancer.
            assertThat(StatusAggregator.getDefault().getAggregateStatus(Status.UP, away.getStatus()))
                    .isEqualTo(Status.UP);

            broker.pass();
            await().until(() -> indicator.health().getStatus().equals(Status.UP));
        }
    }

    @Test
    void doesNotWaitForABrokerThatTakesConnectionsAndSaysNothing() {
        try (var broker = beforeTheBroker();
                var indicator = indicator("127.0.0.1:" + broker.port(), here)) {
            broker.swallowReplies();

            assertIsQuick(() -> assertThat(indicator.health().getStatus()).isEqualTo(Status.UNKNOWN));
        }
    }

    @Test
    void aSilentBrokerMakesNoServiceUnready() {
        var database = TestServers.database("silent");
        try (var broker = beforeTheBroker()) {
            broker.swallowReplies();
            try (var service = new SpringApplicationBuilder(Publisher.class)
                    .run(
                            "--server.port=0",
                            "--orderly.source=/silent",
                            "--orderly.topic=" + here,
                            "--spring.kafka.bootstrap-servers=127.0.0.1:" + broker.port(),
                            "--spring.datasource.url=" + database.jdbcUrl(),
                            "--spring.datasource.username=" + database.username(),
                            "--spring.datasource.password=" + database.password(),
                            "--management.endpoint.health.group.readiness.include=readinessState,db,eventTopics",
                            "--management.endpoint.health.group.readiness.show-details=always",
                            "--management.endpoint.health.probes.add-additional-paths=true")) {
                var http = RestClient.create(
                        "http://localhost:" + service.getEnvironment().getRequiredProperty("local.server.port"));

                assertIsQuick(
                        () -> assertThat(http.get().uri("/readyz").retrieve().body(String.class))
                                .contains("\"status\":\"UP\"", "\"status\":\"UNKNOWN\""));
            }
        }
    }

    /** Ten times the second that is promised, for a slow machine. Kafka's clients wait for up to a minute. */
    private static void assertIsQuick(Runnable check) {
        var start = System.nanoTime();
        check.run();
        var took = Duration.ofNanos(System.nanoTime() - start);
        log.info("A silent broker made the health wait {} ms", took.toMillis());
        assertThat(took).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void givesARecentAnswerAgainWithoutAskingTheBroker() {
        try (var nobody = LoopbackProxy.before(1);
                var indicator = indicator("127.0.0.1:" + nobody.port(), here)) {
            nobody.refuse();

            // Two questions within a second, sooner or later.
            await().until(() -> indicator.health() == indicator.health());
        }
    }

    private static EventTopicsHealthIndicator indicator(String bootstrapServers, String... topics) {
        return new EventTopicsHealthIndicator(Map.of("bootstrap.servers", bootstrapServers), Set.of(topics));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    private static LoopbackProxy beforeTheBroker() {
        return LoopbackProxy.before(
                Integer.parseInt(TestServers.bootstrapServers().replaceFirst(".*:", "")));
    }

    private static void make(String topic) throws Exception {
        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
    }
}
