package dev.orderly.events.forwarder;

import java.util.List;
import java.util.Map;

import dev.orderly.events.Events;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatusCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** What requests to the feed can do to the forwarder and to other readers, in a service whose source is also a reader's name. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"orderly.source=plain", "orderly.topic=" + HostileReaderIT.TOPIC})
class HostileReaderIT {

    static final String TOPIC = "plain-events";

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void servers(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "plain");
    }

    @Test
    void noRequestMovesOrRemovesTheForwarder() {
        raise(1);
        await().until(() -> forwarder() == 1);

        assertThat(status(http().put().uri("/events/readers/plain").body(Map.of("position", 999))))
                .isEqualTo(204);
        assertThat(status(http().delete().uri("/events/readers/plain"))).isEqualTo(204);
        assertThat(status(http().delete().uri("/events/readers/plain"))).isEqualTo(404);

        assertThat(forwarder()).isEqualTo(1);
        raise(2);
        raise(3);
        await().until(() -> forwarder() == 3);
        TopicRecords.assertEachOnceAndInOrder(TOPIC, 3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/events?offset=999&reader=plain",
                "/events?reader=somebody",
                "/events?offset=0&limit=10&timeout=1",
                "/events/readers"
            })
    void aGetChangesNoRow(String path) {
        var before = positions();

        var status = status(http().get().uri(path));

        assertThat(status).isEqualTo(path.contains("reader=") ? 400 : 200);
        assertThat(positions()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"position\":-1}", "{\"position\":null}", "{\"position\":\"many\"}", "[]", ""})
    void aPositionThatIsNoneIsRefused(String body) {
        assertThat(status(http().put()
                        .uri("/events/readers/careless")
                        .header("Content-Type", "application/json")
                        .body(body)))
                .isEqualTo(400);
    }

    private static int status(RestClient.RequestHeadersSpec<?> request) {
        return request.exchange((sent, response) -> response.getStatusCode()).value();
    }

    private RestClient http() {
        return RestClient.builder()
                .baseUrl("http://localhost:" + port)
                .defaultStatusHandler(HttpStatusCode::isError, (request, response) -> {})
                .build();
    }

    private void raise(int number) {
        transactions.executeWithoutResult(status -> Events.raise(new Counted("plain", number)));
    }

    private long forwarder() {
        return jdbc.sql("SELECT position FROM orderly.forwarder_position")
                .query(Long.class)
                .single();
    }

    private List<String> positions() {
        return jdbc.sql("""
                        SELECT reader || position FROM orderly.reader_offset
                        UNION ALL SELECT position::text FROM orderly.forwarder_position""").query(String.class).list();
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
