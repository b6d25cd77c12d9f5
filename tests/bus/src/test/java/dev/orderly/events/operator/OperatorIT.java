package dev.orderly.events.operator;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.deadletter.DeadLetterFilter;
import dev.orderly.events.deadletter.DeadLetters;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.TestServers;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What an operator sees of a service that handles its own events, on Kafka. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.source=/laundry",
            "orderly.topic=laundry-events",
            "orderly.subscriptions=laundry-events",
            "orderly.packages=dev.orderly.events.operator",
            "orderly.inbox.max-attempts=3",
            "orderly.inbox.first-back-off=1h",
            "orderly.inbox.max-back-off=1h"
        })
class OperatorIT {

    /** Where each new client asks for the brokers. Open as long as the JVM, like the cached application context. */
    private static LoopbackProxy brokers;

    private final JsonMapper json = JsonMapper.builder().build();
    private final String basket = UUID.randomUUID().toString();

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Laundry laundry;

    @Autowired
    DeadLetters deadLetters;

    @Autowired
    MeterRegistry meters;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "operator");
        brokers = LoopbackProxy.before(
                Integer.parseInt(TestServers.bootstrapServers().replaceFirst(".*:", "")));
        registry.add("spring.kafka.bootstrap-servers", () -> "127.0.0.1:" + brokers.port());
    }

    @BeforeEach
    void start() {
        laundry.broken = false;
        laundry.washed.clear();
    }

    @AfterEach
    void resume() {
        post("/operator/consumers/laundry/resume");
        laundry.broken = false;
    }

    @Test
    void anEventIsFollowedFromItsStoreToItsEffect() {
        var id = washed(1);

        var trail = get("/operator/events/" + id);

        var published = trail.get("published");
        assertThat(published.get("type").asString()).isEqualTo("laundry.washed.v1");
        assertThat(published.get("subject").asString()).isEqualTo(basket);
        assertThat(published.get("position").asLong()).isPositive();
        assertThat(published.get("topic").asString()).isEqualTo("laundry-events");
        await().untilAsserted(() -> assertThat(get("/operator/events/" + id)
                        .get("published")
                        .get("state")
                        .asString())
                .isEqualTo("FORWARDED"));
        var received = trail.get("received").get(0);
        assertThat(received.get("consumer").asString()).isEqualTo("laundry");
        assertThat(received.get("state").asString()).isEqualTo("PROCESSED");
        assertThat(received.get("processedAt").asString()).isNotBlank();

        assertThat(get("/operator/events?subject=" + basket)
                        .get("items")
                        .get(0)
                        .get("eventId")
                        .asString())
                .isEqualTo(id.toString());
        assertThat(status("/operator/events/" + UUID.randomUUID())).isEqualTo(404);
        assertThat(status("/operator/events")).isEqualTo(400);
    }

    @Test
    void aFailedEventShowsItsRootCauseWhoWaitsBehindItAndNothingPersonal() {
        laundry.broken = true;
        raise(new Washed(basket, 1, "Kim"));
        await().until(() -> deadLettersOfBasket() == 1);
        raise(new Washed(basket, 2, "Kim"));
        await().until(() -> deadLettersOfBasket() == 2);

        var events = get("/operator/events?subject=" + basket).get("items");
        var second = events.get(0).get("eventId").asString();
        var first = events.get(1).get("eventId").asString();
        var failed = get("/operator/events/" + first).get("received").get(0);
        assertThat(failed.get("state").asString()).isEqualTo("RETRYING");
        assertThat(failed.get("reason").asString())
                .isEqualTo("java.io.IOException: no water (in a IllegalStateException)");
        assertThat(failed.get("attempts").asInt()).isPositive();
        assertThat(failed.get("nextAttemptAt").asString()).isNotBlank();
        assertThat(failed.get("origin").asString()).startsWith("laundry-events-");
        assertThat(failed.get("waiting").asInt()).isEqualTo(1);
        var waiting = get("/operator/events/" + second).get("received").get(0);
        assertThat(waiting.get("state").asString()).isEqualTo("WAITING");
        assertThat(waiting.get("waitsBehind").asString()).isEqualTo(first);

        var payload = get("/operator/dead-letters/" + first).get("items").get(0).get("payload");
        assertThat(payload.get("number").asInt()).isEqualTo(1);
        assertThat(payload.get("name").asString()).isEqualTo("***");

        laundry.broken = false;
        deadLetters.redrive(UUID.fromString(first));
        await().until(() -> laundry.washed.size() == 2);
        assertThat(get("/operator/events/" + second)
                        .get("received")
                        .get(0)
                        .get("state")
                        .asString())
                .isEqualTo("PROCESSED");
    }

    @Test
    void aPausedConsumerTakesNothingUntilItIsResumed() {
        washed(1);
        await().untilAsserted(() -> assertThat(lag()).isZero());

        assertThat(post("/operator/consumers/laundry/pause").value()).isEqualTo(204);
        assertThat(consumer().get("state").asString()).isEqualTo("PAUSED");
        raise(new Washed(basket, 2, "Kim"));
        await().untilAsserted(() -> assertThat(lag()).isPositive());
        assertThat(laundry.washed).hasSize(1);

        assertThat(post("/operator/consumers/laundry/resume").value()).isEqualTo(204);
        await().until(() -> laundry.washed.size() == 2);
        await().untilAsserted(() -> assertThat(lag()).isZero());
        assertThat(meters.get("orderly.events.lag")
                        .tag("topic", "laundry-events")
                        .gauge()
                        .value())
                .isBetween(0.0, 10.0);
        assertThat(consumer().get("state").asString()).isEqualTo("RUNNING");
        assertThat(post("/operator/consumers/nobody/pause").value()).isEqualTo(404);
    }

    @Test
    void theStateSaysWhatTheServicePublishesAndHandles() {
        washed(1);

        var state = get("/operator");

        assertThat(state.get("source").asString()).isEqualTo("/laundry");
        assertThat(state.get("transport").asString()).isEqualTo("kafka");
        assertThat(state.get("publishing").get("topic").asString()).isEqualTo("laundry-events");
        assertThat(state.get("publishing").get("position").asLong()).isPositive();
        assertThat(consumer().get("topics").get(0).asString()).isEqualTo("laundry-events");
        assertThat(consumer().get("types").get(0).asString()).isEqualTo("laundry.washed.v1");
        assertThat(consumer().get("handled").asLong()).isPositive();
        assertThat(consumer().get("lastActivity").asString()).isNotBlank();
    }

    @Test
    void whoWatchesSeesWhatAnOperatorDoes() throws Exception {
        laundry.broken = true;
        raise(new Washed(basket, 1, "Kim"));
        raise(new Washed(basket, 2, "Kim"));
        await().until(() -> deadLettersOfBasket() == 2);
        var letters = deadLetters
                .list(new DeadLetterFilter(null, null, null, basket, null), 10, null)
                .items();
        var first = letters.get(0).eventId().toString();
        var second = letters.get(1).eventId().toString();
        var steps = watch();

        assertThat(post("/dead-letters/%s/redrive".formatted(first)).value()).isEqualTo(202);
        assertThat(post("/dead-letters/redrive?subject=" + basket).value()).isEqualTo(202);
        assertThat(discard(second, "washed by hand")).isEqualTo(202);
        assertThat(discard(UUID.randomUUID().toString(), "unknown")).isEqualTo(404);

        await().untilAsserted(() -> assertThat(steps)
                .filteredOn(step -> List.of("REDRIVEN", "DISCARDED")
                        .contains(step.get("kind").asString()))
                .extracting(
                        step -> step.get("kind").asString(),
                        step -> step.get("eventId").asString(),
                        step -> step.get("detail").asString(""))
                .containsExactly(
                        tuple("REDRIVEN", first, ""),
                        tuple("REDRIVEN", first, ""),
                        tuple("REDRIVEN", second, ""),
                        tuple("DISCARDED", second, "washed by hand")));
        assertThat(steps)
                .filteredOn(step -> step.get("kind").asString().equals("DISCARDED"))
                .allMatch(step -> step.get("consumer").asString().equals("laundry")
                        && step.get("type").asString().equals("laundry.washed.v1"));
    }

    @Test
    void whoWatchesSeesEachStepOfAnEvent() throws Exception {
        var steps = watch();

        var id = washed(1);

        await().untilAsserted(() -> assertThat(steps)
                .extracting(step -> step.get("kind").asString())
                .containsExactlyInAnyOrder("STORED", "FORWARDED", "HANDLED"));
        assertThat(steps).allMatch(step -> step.get("eventId").asString().equals(id.toString()));
        var places = steps.stream()
                .map(step -> step.get("place").asString(""))
                .filter(place -> !place.isEmpty())
                .distinct()
                .toList();
        assertThat(places).singleElement().asString().matches("laundry-events-\\d@\\d+");
    }

    @Test
    void aSentEventIsFoundInItsTopicAmongThoseOfOtherSources() throws Exception {
        var steps = watch();
        for (int number = 1; number <= 20; number++) {
            raise(new Washed(basket, number, "Kim"));
            raise(new Washed(UUID.randomUUID().toString(), number, "Kim"));
            if (number % 5 == 0) {
                var sent = number;
                await().until(() -> forwarded(steps).size() == sent);
                sendRecordsOfAnotherSource();
            }
        }

        for (var step : forwarded(steps)) {
            var id = step.get("eventId").asString();
            assertThat(get("/operator/events/%s/place".formatted(id)).get("place"))
                    .isEqualTo(step.get("place"));
        }
        assertThat(status("/operator/events/%s/place".formatted(UUID.randomUUID())))
                .isEqualTo(404);
    }

    private static void sendRecordsOfAnotherSource() throws Exception {
        try (var other = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            for (var partition : other.partitionsFor("laundry-events")) {
                var record = new ProducerRecord<>("laundry-events", partition.partition(), "other", "{}");
                record.headers().add("ce_source", "/other".getBytes(UTF_8));
                record.headers().add("ce_sequence", "00000000000000900000".getBytes(UTF_8));
                other.send(record).get();
            }
        }
    }

    @Test
    void kafkaIsNotAskedForeverWhereAnEventIs() {
        var id = washed(1);
        await().until(() -> status("/operator/events/%s/place".formatted(id)) == 200);

        brokers.refuse();
        try {
            assertThat(status("/operator/events/%s/place".formatted(id))).isEqualTo(503);
            assertThat(status("/operator/events/" + id)).isEqualTo(200);
        } finally {
            brokers.pass();
        }
    }

    private static List<JsonNode> forwarded(List<JsonNode> steps) {
        return steps.stream()
                .filter(step -> step.get("kind").asString().equals("FORWARDED"))
                .toList();
    }

    /** The steps of the basket from now on, as they happen. */
    private List<JsonNode> watch() throws Exception {
        var response = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://localhost:%d/operator/stream".formatted(port)))
                                .build(),
                        HttpResponse.BodyHandlers.ofLines());
        assertThat(response.statusCode()).isEqualTo(200);
        List<JsonNode> steps = new CopyOnWriteArrayList<>();
        var reading = new Thread(() -> response.body()
                .filter(line -> line.startsWith("data: "))
                .map(line -> json.readTree(line.substring(6)))
                .filter(step -> step.get("subject").asString().equals(basket))
                .forEach(steps::add));
        reading.setDaemon(true);
        reading.start();
        return steps;
    }

    private int discard(String eventId, String reason) {
        return http().post()
                .uri("/dead-letters/%s/discard".formatted(eventId))
                .contentType(MediaType.APPLICATION_JSON)
                .body("{\"reason\":\"%s\"}".formatted(reason))
                .exchange((request, response) -> response.getStatusCode().value());
    }

    @Test
    void theLatencyFromTheRaisedEventToItsEffectIsMeasured() {
        var timer =
                meters.get("orderly.events.latency").tag("consumer", "laundry").timer();
        var before = timer.count();

        washed(1);

        await().untilAsserted(() -> assertThat(timer.count()).isEqualTo(before + 1));
    }

    /** Raises an event, waits for its effect, and returns its id. */
    private UUID washed(int number) {
        raise(new Washed(basket, number, "Kim"));
        await().until(() -> laundry.washed.size() == number);
        return laundry.washed.get(number - 1);
    }

    private void raise(DomainEvent event) {
        transactions.executeWithoutResult(status -> Events.raise(event));
    }

    private long deadLettersOfBasket() {
        return deadLetters.list(DeadLetterFilter.ALL, 1_000, null).items().stream()
                .filter(each -> basket.equals(each.subject()))
                .count();
    }

    private JsonNode consumer() {
        return get("/operator").get("consumers").get(0);
    }

    private long lag() {
        return consumer().get("lag").path("laundry-events").asLong(-1);
    }

    private JsonNode get(String path) {
        return json.readTree(http().get().uri(path).retrieve().body(String.class));
    }

    private int status(String path) {
        return http().get().uri(path).exchange((request, response) -> response.getStatusCode()
                .value());
    }

    private HttpStatusCode post(String path) {
        return http().post().uri(path).exchange((request, response) -> response.getStatusCode());
    }

    private RestClient http() {
        return RestClient.create("http://localhost:" + port);
    }

    @EventType("laundry.washed.v1")
    record Washed(String aggregateId, int number, String name) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Laundry laundry() {
            return new Laundry();
        }
    }

    static class Laundry {

        final List<UUID> washed = new CopyOnWriteArrayList<>();
        volatile boolean broken;

        @EventHandler
        void on(Washed event, EventMetadata metadata) {
            if (broken) {
                throw new IllegalStateException("cannot wash", new java.io.IOException("no water"));
            }
            washed.add(metadata.id());
        }
    }
}
