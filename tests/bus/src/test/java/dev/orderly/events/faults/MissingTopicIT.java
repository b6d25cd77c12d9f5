package dev.orderly.events.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.json.JsonMapper;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** A service that may not make its topics, and starts before somebody else does. */
@ExtendWith(OutputCaptureExtension.class)
@SpringBootTest(
        classes = Buyer.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.source=/early",
            "orderly.topic=" + MissingTopicIT.TOPIC,
            "orderly.subscriptions=" + MissingTopicIT.TOPIC,
            "orderly.kafka.create-topics=false",
            "orderly.forwarder.retry-max=500ms",
            "management.endpoint.health.group.readiness.include=readinessState,eventTopics",
            "management.endpoint.health.probes.add-additional-paths=true",
            "management.endpoint.health.show-details=always"
        })
class MissingTopicIT {

    static final String TOPIC = "late-events";

    private static final int EVENTS = 10;

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Buyer buyer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "early");
    }

    @Test
    void takesEventsIsNotReadyAndDeliversThemOnceItsTopicIsThere(CapturedOutput output) throws Exception {
        var raised = new ArrayList<UUID>();
        IntStream.rangeClosed(1, EVENTS).forEach(number -> raised.add(raise(number)));

        var early = readiness();
        assertThat(early.status()).isEqualTo(503);
        assertThat(get("/readyz").status()).isEqualTo(503);
        assertThat(early.body()).contains("\"missing\":[\"%s\"]".formatted(TOPIC));
        assertThat(liveness().status()).isEqualTo(200);
        assertThat(stored()).isEqualTo(EVENTS);
        assertThat(buyer.handled()).isEmpty();
        await().until(() -> output.getOut().contains("The topic %s does not exist".formatted(TOPIC)));

        try (var admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(TOPIC, 3, (short) 1))).all().get();
        }

        await().until(() -> buyer.handled().size() >= EVENTS);
        assertThat(buyer.handled()).extracting(each -> each.sold().call()).isEqualTo(raised);
        await().until(() -> readiness().status() == 200);
        assertThat(get("/readyz").status()).isEqualTo(200);
        assertThat(get("/actuator/health"))
                .as("RabbitMQ's client is on the class path, too, and no RabbitMQ is there")
                .satisfies(health -> {
                    assertThat(health.status()).isEqualTo(200);
                    assertThat(health.body()).contains("\"eventTopics\"").doesNotContain("\"rabbit\"");
                });
    }

    private UUID raise(int number) {
        var call = UUID.randomUUID();
        transactions.executeWithoutResult(status -> Events.raise(new Sold("till", number, call)));
        return call;
    }

    /** As the feed has them, which needs no broker. */
    private int stored() {
        return JsonMapper.shared().readTree(get("/events").body()).size();
    }

    private Answer readiness() {
        return get("/actuator/health/readiness");
    }

    private Answer liveness() {
        return get("/actuator/health/liveness");
    }

    private Answer get(String path) {
        return RestClient.create("http://localhost:" + port)
                .get()
                .uri(path)
                .exchange((request, response) -> new Answer(
                        response.getStatusCode().value(),
                        new String(response.getBody().readAllBytes(), UTF_8)));
    }

    record Answer(int status, String body) {}
}
