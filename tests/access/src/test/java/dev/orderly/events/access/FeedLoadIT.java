package dev.orderly.events.access;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import dev.orderly.shop.ShopController;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

import static dev.orderly.events.access.GuardedService.OPERATOR;
import static dev.orderly.events.access.GuardedService.READER;
import static org.assertj.core.api.Assertions.assertThat;

/** A feed does only so much at once, and its readers are told to come back. */
class FeedLoadIT {

    private static final int EVENTS = 40;
    private static final int PAYLOAD = 100_000;

    private static final String STORE = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), 'counted.v1', '/publisher', 'c-1', now(), 'application/json',
                   convert_to('{"text":"' || repeat('x', ?) || '"}', 'UTF8')
            FROM generate_series(1, ?)""";

    private static GuardedService service;

    @BeforeAll
    static void start() {
        service = GuardedService.start(
                Publisher.class,
                GuardedService.TOKENS,
                "--orderly.feed.load.requests=2",
                "--orderly.feed.load.pages=1");
        service.jdbc().sql(STORE).params(PAYLOAD, EVENTS).update();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aPageEndsAfterAboutAMegabyteAndTheNextOneGoesOn() {
        int pages = 0;
        for (var offset = "0"; !offset.equals(String.valueOf(EVENTS)); pages++) {
            var page = service.call("GET", "/events?limit=1000&offset=" + offset, READER, "");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body()).hasSizeBetween(PAYLOAD, 1024 * 1024 + 2 * PAYLOAD);
            offset = page.headers().firstValue("Next-Offset").orElseThrow();
        }
        assertThat(pages).isBetween(3, 5);
    }

    @Test
    void aRequestOverTheBoundIsRefusedUntilAnotherHasEnded() {
        var polls = new CompletableFuture<?>[] {poll(), poll()};

        var refused = new HttpResponse<?>[1];
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            refused[0] = read();
            return refused[0].statusCode() != 200;
        });
        assertThat(refused[0].statusCode()).isEqualTo(503);
        assertThat(refused[0].headers().firstValue("Retry-After")).contains("1");
        assertThat(refused[0].headers().firstValue("Content-Type")).contains("application/problem+json");
        // The rest of the service goes on, and whoever has no token is told that first.
        assertThat(service.call("GET", "/events/readers", OPERATOR, "").statusCode())
                .isEqualTo(200);
        assertThat(service.call("GET", "/events", null, "").statusCode()).isEqualTo(401);

        CompletableFuture.allOf(polls).join();
        for (int i = 0; i < 5; i++) {
            assertThat(read().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void noMoreReadersAreRegisteredThanTheRetentionCanWaitFor() {
        service.jdbc()
                .sql(
                        "INSERT INTO orderly.reader_offset (reader, position) SELECT 'reader-' || i, 0 FROM generate_series(1, 1000) AS i")
                .update();
        try {
            var refused = register("one-too-many");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("Retry-After")).isPresent();
            assertThat(register("reader-7").statusCode()).isEqualTo(204);

            service.call("DELETE", "/events/readers/reader-8", OPERATOR, "");
            assertThat(register("one-too-many").statusCode()).isEqualTo(204);
        } finally {
            service.jdbc().sql("DELETE FROM orderly.reader_offset").update();
        }
    }

    private static HttpResponse<String> register(String reader) {
        return service.call("PUT", "/events/readers/" + reader, OPERATOR, "{\"position\":0}");
    }

    private static HttpResponse<String> read() {
        return service.call("GET", "/events?limit=1", READER, "");
    }

    private static CompletableFuture<HttpResponse<String>> poll() {
        return CompletableFuture.supplyAsync(
                () -> service.call("GET", "/events?timeout=2000&offset=" + EVENTS, READER, ""));
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {

        @Bean
        ShopController own() {
            return new ShopController();
        }
    }
}
