package dev.orderly.localstack;

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

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The shop as its customers and its operators see it: over HTTP. */
public final class ShopClient {

    private static final String IDEMPOTENCY_KEY = "Idempotency-Key";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final JsonMapper json = JsonMapper.builder().build();
    private final LocalStack stack;

    public ShopClient(LocalStack stack) {
        this.stack = stack;
    }

    /** An answer: its status, and its body if that is JSON. */
    public record Answer(int status, JsonNode body) {

        /** @throws LocalStackException when the status is another one */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new LocalStackException("The answer was not %d, but %d: %s".formatted(expected, status, body));
            }
            return body;
        }
    }

    public Answer placeOrder(String email, int quantity, long unitPrice) {
        return send(placing(email, quantity, unitPrice));
    }

    /** The same, but once for each key, however often it is asked for. */
    public Answer placeOrder(String email, int quantity, long unitPrice, String idempotencyKey) {
        return send(placing(email, quantity, unitPrice).header(IDEMPOTENCY_KEY, idempotencyKey));
    }

    public Answer cancelOrder(String orderId, String reason) {
        return send(cancelling(orderId, reason));
    }

    /** The same, but once for each key, however often it is asked for. */
    public Answer cancelOrder(String orderId, String reason, String idempotencyKey) {
        return send(cancelling(orderId, reason).header(IDEMPOTENCY_KEY, idempotencyKey));
    }

    public Answer shipOrder(String orderId) {
        return send(
                request(Service.ORDER, "/orders/%s/shipment".formatted(orderId)).POST(BodyPublishers.noBody()));
    }

    public JsonNode order(String orderId) {
        return get(Service.ORDER, "/orders/" + orderId);
    }

    /** The refunds of the order, most likely one. */
    public List<JsonNode> refunds(String orderId) {
        return items(get(Service.REFUND, "/refunds?orderId=" + orderId));
    }

    public List<JsonNode> notifications(String orderId) {
        return items(get(Service.NOTIFICATION, "/notifications?orderId=" + orderId));
    }

    /** What the service has published after this position, a hundred events at most. */
    public List<JsonNode> events(Service service, long offset) {
        return get(service, "/events?offset=" + offset).valueStream().toList();
    }

    /** Who reads what the service publishes, and how many events each has still to read. */
    public List<JsonNode> readers(Service service) {
        return items(get(service, "/events/readers"));
    }

    public List<JsonNode> deadLetters(Service service) {
        return items(get(service, "/dead-letters"));
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

    private HttpRequest.Builder cancelling(String orderId, String reason) {
        return post(Service.ORDER, "/orders/%s/cancellation".formatted(orderId), Map.of("reason", reason));
    }

    private static List<JsonNode> items(JsonNode page) {
        return page.path("items").valueStream().toList();
    }

    private JsonNode get(Service service, String path) {
        return send(request(service, path).GET()).expect(200);
    }

    private HttpRequest.Builder post(Service service, String path, Object body) {
        return request(service, path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json.writeValueAsString(body)));
    }

    private HttpRequest.Builder request(Service service, String path) {
        return HttpRequest.newBuilder(URI.create(stack.url(service) + path)).timeout(TIMEOUT);
    }

    private Answer send(HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
            var isJson =
                    response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(), isJson ? json.readTree(response.body()) : json.missingNode());
        } catch (IOException e) {
            throw new UncheckedIOException("%s %s was not answered".formatted(request.method(), request.uri()), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted", e);
        }
    }
}
