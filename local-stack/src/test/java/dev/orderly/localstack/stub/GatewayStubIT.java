package dev.orderly.localstack.stub;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.orderly.localstack.process.Ports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class GatewayStubIT {

    private static final String TOKEN = "token-of-the-tests";

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<String> log = new CopyOnWriteArrayList<>();

    @TempDir
    private Path directory;

    private GatewayStub gateway;

    @BeforeEach
    void start() {
        gateway = new GatewayStub(Ports.free(), directory.resolve("ledger.jsonl"), log::add).withAdmin(TOKEN);
        gateway.start();
    }

    @AfterEach
    void stop() {
        gateway.stop();
    }

    @Test
    void paysARefundOncePerIdempotencyKey() throws Exception {
        var first = pay("r-1", 30_000);
        var second = pay("r-1", 30_000);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.body()).contains("receiptId");
        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(gateway.ledger()).singleElement().satisfies(refund -> {
            assertThat(refund.refundId()).isEqualTo("r-1");
            assertThat(refund.orderId()).isEqualTo("o-1");
            assertThat(refund.amount()).isEqualByComparingTo(BigDecimal.valueOf(30_000));
            assertThat(first.body()).contains(refund.receiptId());
        });
        assertThat(log).hasSize(2);
    }

    @Test
    void rejectsAmountsAboveTheLimit() throws Exception {
        assertThat(pay("r-1", 1_000_000).statusCode()).isEqualTo(201);

        var refused = pay("r-2", 1_000_001);

        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("reason");
        assertThat(gateway.ledger()).hasSize(1);
    }

    @Test
    void rejectsAnotherAmountWithTheSameKey() throws Exception {
        pay("r-1", 30_000);

        assertThat(pay("r-1", 40_000).statusCode()).isEqualTo(422);
        assertThat(gateway.ledger()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"refundId\":\"r-1\"}", "{\"refundId\":\"other\"}"})
    void rejectsInvalidRequests(String body) throws Exception {
        assertThat(post("/refunds", "r-1", body).statusCode()).isEqualTo(400);
        assertThat(gateway.ledger()).isEmpty();
    }

    @Test
    void listsItsLedger() throws Exception {
        pay("r-1", 30_000);

        var listed = send(HttpRequest.newBuilder(gateway.url().resolve("/ledger")));

        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.body()).contains("r-1", "o-1", "30000", "KRW", "receipt-");
    }

    @Test
    void keepsItsLedgerAcrossARestart() throws Exception {
        var before = pay("r-1", 30_000);
        gateway.stop();

        gateway = new GatewayStub(Ports.free(), directory.resolve("ledger.jsonl"), log::add);
        gateway.start();

        assertThat(pay("r-1", 30_000).body()).isEqualTo(before.body());
        assertThat(gateway.ledger()).hasSize(1);
    }

    @Test
    void aStubCanFailWithoutPaying() throws Exception {
        stub("\"status\": 503");

        assertThat(pay("r-1", 30_000).statusCode()).isEqualTo(503);
        assertThat(gateway.ledger()).isEmpty();
    }

    @Test
    void aStubCanPayAndNotRespond() throws Exception {
        stub("\"status\": 201, \"fixedDelayMilliseconds\": 10000, \"transformers\": [\"pay-refund\"]");

        assertThatThrownBy(() -> pay("r-1", 30_000)).isInstanceOf(HttpTimeoutException.class);
        assertThat(gateway.ledger()).hasSize(1);
    }

    @Test
    void aResetRemovesTheStubs() throws Exception {
        pay("r-1", 30_000);
        stub("\"status\": 503");

        admin("/__admin/reset", "");

        assertThat(pay("r-2", 30_000).statusCode()).isEqualTo(201);
        assertThat(gateway.ledger()).hasSize(2);
    }

    @Test
    void nobodyElseCanGiveCommands() throws Exception {
        for (var path : List.of("/__admin/mappings", "/__admin/reset", "/__admin/shutdown", "/__admin/settings")) {
            for (var credential : List.of("", "Bearer wrong", "Basic " + TOKEN)) {
                var answer = send(HttpRequest.newBuilder(gateway.url().resolve(path))
                        .header("Authorization", credential)
                        .header("Content-Type", "text/plain")
                        .POST(BodyPublishers.ofString("{}")));

                assertThat(answer.statusCode()).as(path).isEqualTo(401);
            }
        }
        pay("r-1", 30_000);
        assertThat(gateway.ledger()).hasSize(1);
    }

    @Test
    void noStubPassesARequestOn() throws Exception {
        var proxied = admin("/__admin/mappings", """
                {"priority": 1, "request": {"method": "GET", "urlPath": "/elsewhere"},
                 "response": {"proxyBaseUrl": "%s"}}
                """.formatted(gateway.url()));
        assertThat(proxied.statusCode()).isEqualTo(201);

        var answer = send(HttpRequest.newBuilder(gateway.url().resolve("/elsewhere")));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("proxy");
    }

    private HttpResponse<String> admin(String path, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(gateway.url().resolve(path))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private void stub(String response) throws Exception {
        var answer = admin("/__admin/mappings", """
                {"priority": 1, "request": {"method": "POST", "urlPath": "/refunds"}, "response": {%s}}
                """.formatted(response));
        assertThat(answer.statusCode()).isEqualTo(201);
    }

    private HttpResponse<String> pay(String refundId, long amount) throws IOException, InterruptedException {
        return post("/refunds", refundId, """
                {"refundId": "%s", "orderId": "o-1", "amount": %d, "currency": "KRW"}
                """.formatted(refundId, amount));
    }

    private HttpResponse<String> post(String path, String key, String body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(gateway.url().resolve(path))
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }
}
