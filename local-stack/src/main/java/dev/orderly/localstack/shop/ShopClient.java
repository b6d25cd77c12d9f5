package dev.orderly.localstack.shop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.orderly.localstack.process.LocalStackException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Calls the shop's HTTP API. Safe for use by several threads. */
public final class ShopClient {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = JsonMapper.builder().build();
    private final Function<Service, URI> urls;
    private final String operatorToken;

    /**
     * @param urls          the base URL of each service
     * @param operatorToken for the feeds and the operator's API
     */
    public ShopClient(Function<Service, URI> urls, String operatorToken) {
        this.urls = urls;
        this.operatorToken = operatorToken;
    }

    /** An HTTP response: its status, and its body if that is JSON. */
    public record Response(int status, JsonNode body) {

        /** @throws LocalStackException if the status is not {@code expected} */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new LocalStackException("Expected status %d, but got %d: %s".formatted(expected, status, body));
            }
            return body;
        }
    }

    public Response placeOrder(String email, int quantity, long unitPrice) {
        return send(placing(email, quantity, unitPrice));
    }

    /** With an idempotency key: the shop executes the request once for each key. */
    public Response placeOrder(String email, int quantity, long unitPrice, String idempotencyKey) {
        return send(placing(email, quantity, unitPrice).header(IDEMPOTENCY_KEY, idempotencyKey));
    }

    public Response cancelOrder(String orderId, String reason) {
        return send(canceling(orderId, reason));
    }

    /** With an idempotency key: the shop executes the request once for each key. */
    public Response cancelOrder(String orderId, String reason, String idempotencyKey) {
        return send(canceling(orderId, reason).header(IDEMPOTENCY_KEY, idempotencyKey));
    }

    public Response shipOrder(String orderId) {
        return send(
                request(Service.ORDER, "/orders/%s/shipment".formatted(orderId)).POST(BodyPublishers.noBody()));
    }

    public JsonNode order(String orderId) {
        return get(Service.ORDER, "/orders/" + orderId);
    }

    /** The refunds of the order. */
    public List<JsonNode> refunds(String orderId) {
        return items(get(Service.REFUND, "/refunds?orderId=" + orderId));
    }

    public List<JsonNode> notifications(String orderId) {
        return items(get(Service.NOTIFICATION, "/notifications?orderId=" + orderId));
    }

    /** The events of the service's feed after this position, at most one hundred. */
    public List<JsonNode> events(Service service, long position) {
        return getAsOperator(service, "/events?offset=" + position)
                .valueStream()
                .toList();
    }

    /** The readers of the service's feed, each with its position and its lag. */
    public List<JsonNode> readers(Service service) {
        return items(getAsOperator(service, "/events/readers"));
    }

    public List<JsonNode> deadLetters(Service service) {
        return items(getAsOperator(service, "/dead-letters"));
    }

    /** Starts a replay of an aggregate's events of this topic to the service's default consumer. */
    public JsonNode startReplay(Service service, String topic, String aggregate) {
        return send(post(
                                service,
                                "/operator/replays",
                                Map.of("consumer", service.id(), "topic", topic, "aggregates", List.of(aggregate)))
                        .header("Authorization", "Bearer " + operatorToken))
                .expect(202);
    }

    public JsonNode replay(Service service, long id) {
        return getAsOperator(service, "/operator/replays/" + id);
    }

    /** Whether {@code GET /readyz} returns 200. */
    public boolean isReady(Service service) {
        return send(request(service, "/readyz").GET()).status() == 200;
    }

    /** Calls the Prometheus endpoint of a service's management port. */
    public void scrapeMetrics(URI managementUrl) {
        send(request(managementUrl.resolve("/actuator/prometheus")).GET()).expect(200);
    }

    private HttpRequest.Builder placing(String email, int quantity, long unitPrice) {
        return post(
                Service.ORDER,
                "/orders",
                Map.of(
                        "customer",
                        Map.of("id", "c-1", "name", "Kim", "email", email),
                        "lines",
                        List.of(Map.of("productId", "p-1", "quantity", quantity, "unitPrice", unitPrice)),
                        "currency",
                        "KRW"));
    }

    private HttpRequest.Builder canceling(String orderId, String reason) {
        return post(Service.ORDER, "/orders/%s/cancellation".formatted(orderId), Map.of("reason", reason));
    }

    private static List<JsonNode> items(JsonNode page) {
        return page.path("items").valueStream().toList();
    }

    private JsonNode get(Service service, String path) {
        return send(request(service, path).GET()).expect(200);
    }

    private JsonNode getAsOperator(Service service, String path) {
        return send(request(service, path)
                        .header("Authorization", "Bearer " + operatorToken)
                        .GET())
                .expect(200);
    }

    private HttpRequest.Builder post(Service service, String path, Object body) {
        return request(service, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
    }

    private HttpRequest.Builder request(Service service, String path) {
        return request(URI.create(urls.apply(service) + path));
    }

    private static HttpRequest.Builder request(URI uri) {
        return HttpRequest.newBuilder(uri).timeout(TIMEOUT);
    }

    private Response send(HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            var isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Response(response.statusCode(), isJson ? json.readTree(response.body()) : json.missingNode());
        } catch (IOException e) {
            throw new UncheckedIOException("No response to %s %s".formatted(request.method(), request.uri()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted while calling " + request.uri(), e);
        }
    }
}
