package dev.orderly.events.access;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.testsupport.TestServers;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;

/** A service pulls a feed that takes tokens. */
@ExtendWith(OutputCaptureExtension.class)
class FeedTokenIT {

    private GuardedService publisher;

    @BeforeEach
    void start() {
        publisher = GuardedService.start(Publisher.class, GuardedService.TOKENS);
        paint(publisher, "blue");
    }

    @AfterEach
    void stop() {
        publisher.close();
    }

    @Test
    void withItsTokenItPullsAndIsRegisteredUnderItsName() {
        try (var consumer = startConsumer("--orderly.feed.token=" + GuardedService.READER)) {
            assertPulls(consumer);
        }
    }

    @Test
    void aHeaderOfTheHttpServiceClientWillDo() {
        try (var consumer =
                startConsumer("--spring.http.serviceclient.orderly-feed.default-header.authorization=Bearer "
                        + GuardedService.READER)) {
            assertPulls(consumer);
        }
    }

    /** Such as one that asks an identity provider for a token. */
    @Test
    void aRestClientCustomizerOfTheApplicationWillDo() {
        try (var consumer = startConsumer(CustomizedConsumer.class, publisher.url())) {
            assertPulls(consumer);
        }
    }

    @Test
    void withAnothersTokenItIsRefusedAndNothingIsHandled(CapturedOutput output) {
        try (var consumer = startConsumer("--orderly.feed.token=" + GuardedService.OTHER_READER)) {
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> output.getAll()
                    .contains("Pulling counter-events from " + publisher.url() + " failed"));
            assertThat(output).contains("403");
            assertThat(publisher
                            .call("GET", "/events/readers", GuardedService.OPERATOR, "")
                            .body())
                    .doesNotContain("reader-a");
            assertThat(consumer.getBean(Consumer.class).colors).isEmpty();
        }
    }

    private void assertPulls(ConfigurableApplicationContext consumer) {
        awaitColors(consumer, "blue");
        assertThat(publisher
                        .call("GET", "/events/readers", GuardedService.OPERATOR, "")
                        .body())
                .contains("reader-a");
    }

    private ConfigurableApplicationContext startConsumer(String credential) {
        return startConsumer(publisher.url(), credential);
    }

    static ConfigurableApplicationContext startConsumer(String publisher, String... arguments) {
        return startConsumer(Consumer.class, publisher, arguments);
    }

    private static ConfigurableApplicationContext startConsumer(
            Class<? extends Consumer> application, String publisher, String... arguments) {
        var database = TestServers.database("reader");
        List<String> all = new ArrayList<>(List.of(
                "--orderly.source=/reader-a",
                "--orderly.transport=feed",
                "--orderly.subscriptions=counter-events",
                "--orderly.feed.sources.counter-events=" + publisher,
                "--orderly.feed.retry-pause=100ms",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(arguments));
        return new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .run(all.toArray(String[]::new));
    }

    static void awaitColors(ConfigurableApplicationContext consumer, String... colors) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(
                        consumer.getBean(Consumer.class).colors)
                .containsExactly(colors));
    }

    static void paint(GuardedService publisher, String color) {
        publisher
                .bean("transactionTemplate", TransactionTemplate.class)
                .executeWithoutResult(status -> Events.raise(new Painted("wall", color)));
    }

    /** Something got another color. */
    @EventType("thing.painted.v1")
    record Painted(String thing, String color) implements DomainEvent {

        @Override
        public String aggregateId() {
            return thing;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Consumer {

        final List<String> colors = new CopyOnWriteArrayList<>();

        @EventHandler
        void on(Painted event) {
            colors.add(event.color());
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class CustomizedConsumer extends Consumer {

        @Bean
        RestClientCustomizer bearer() {
            return client -> client.defaultHeaders(headers -> headers.setBearerAuth(GuardedService.READER));
        }
    }
}
