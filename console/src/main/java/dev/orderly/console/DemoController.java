package dev.orderly.console;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.JsonNode;

/** The buttons of the demo: orders of the shop, placed and canceled as a client would, and what became of the latest. */
@RestController
@RequestMapping("/api/demo")
@ConditionalOnProperty("console.demo")
final class DemoController {

    private static final String ORDERS = "order-service";
    private static final String NOTIFICATIONS = "notification-service";
    private static final int SHOWN = 12;
    private static final int LONGEST_LOAD_SECONDS = 60;
    private static final long PAUSE = 100;

    private static final List<String> CUSTOMERS = List.of("Kim", "Lee", "Park", "Choi", "Jung");

    private static final String ORDER = """
            {"customer":{"id":"c-%1$s","name":"%1$s","email":"%2$s@example.com"},
             "lines":[{"productId":"p-%3$d","quantity":%4$d,"unitPrice":%5$d}],"currency":"KRW"}""";

    private final Services services;
    private final AtomicBoolean sampled = new AtomicBoolean();
    private final AtomicBoolean loading = new AtomicBoolean();

    DemoController(Services services) {
        this.services = services;
    }

    @PostMapping("/place")
    JsonNode place() throws IOException, InterruptedException {
        return place(1_000 * ThreadLocalRandom.current().nextInt(1, 50));
    }

    @PostMapping("/place-and-cancel")
    JsonNode placeAndCancel() throws IOException, InterruptedException {
        return cancel(place());
    }

    @PostMapping("/cancel")
    JsonNode cancel(@RequestParam UUID orderId) throws IOException, InterruptedException {
        return cancel(orderId.toString());
    }

    /** The gateway refunds at most 1,000,000. */
    @PostMapping("/over-the-limit")
    JsonNode overTheLimit() throws IOException, InterruptedException {
        return cancel(place(1_500_000));
    }

    /** Places and cancels an order, once, so that the page is never empty; the answer has its id if this call placed it. */
    @PostMapping("/sample")
    Map<String, String> sample() throws IOException, InterruptedException {
        if (!services.steps().isEmpty() || !sampled.compareAndSet(false, true)) {
            return Map.of();
        }
        try {
            return Map.of("orderId", placeAndCancel().path("orderId").asString(""));
        } catch (IOException | ResponseStatusException e) {
            sampled.set(false);
            throw e;
        }
    }

    /** Ten orders a second for a while, every third of them canceled; another load while one runs is refused. */
    @PostMapping("/load")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void load(@RequestParam(defaultValue = "20") int seconds) {
        if (seconds < 1 || seconds > LONGEST_LOAD_SECONDS) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "seconds must be 1 to 60.");
        }
        if (!loading.compareAndSet(false, true)) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, "A load is running.");
        }
        var thread = new Thread(() -> run(seconds), "demo-load");
        thread.setDaemon(true);
        thread.start();
    }

    /** The latest orders, with how many of their e-mails are sent. */
    @GetMapping("/orders")
    List<Map<String, Object>> orders() throws IOException, InterruptedException {
        List<Map<String, Object>> orders = new ArrayList<>();
        for (var order : get(ORDERS, "/orders?limit=" + SHOWN).path("items")) {
            var canceled = order.path("status").asString("").equals("CANCELED");
            var refunded = List.of("COMPLETED", "REJECTED")
                    .contains(order.path("refundStatus").asString(""));
            orders.add(Map.of(
                    "order",
                    order,
                    "mails",
                    mails(order.path("orderId").asString("")),
                    "expectedMails",
                    1 + (canceled ? 1 : 0) + (refunded ? 1 : 0)));
        }
        return orders;
    }

    private int mails(String orderId) throws InterruptedException {
        try {
            int sent = 0;
            for (var each :
                    get(NOTIFICATIONS, "/notifications?orderId=" + orderId).path("items")) {
                sent += each.path("status").asString("").equals("SENT") ? 1 : 0;
            }
            return sent;
        } catch (IOException | ResponseStatusException e) {
            return 0;
        }
    }

    private void run(int seconds) {
        try {
            var end = System.nanoTime() + seconds * 1_000_000_000L;
            for (int number = 0; System.nanoTime() < end; number++) {
                try {
                    var order = place();
                    if (number % 3 == 0) {
                        cancel(order);
                    }
                } catch (IOException | ResponseStatusException e) {
                    // A part of the shop is broken: the load goes on, as customers do.
                }
                Thread.sleep(PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            loading.set(false);
        }
    }

    private JsonNode place(int price) throws IOException, InterruptedException {
        var random = ThreadLocalRandom.current();
        var customer = CUSTOMERS.get(random.nextInt(CUSTOMERS.size()));
        return post(
                "/orders",
                ORDER.formatted(customer, customer.toLowerCase(Locale.ROOT), random.nextInt(1, 9), 1, price));
    }

    private JsonNode cancel(JsonNode order) throws IOException, InterruptedException {
        return cancel(order.path("orderId").asString(""));
    }

    private JsonNode cancel(String orderId) throws IOException, InterruptedException {
        return post("/orders/%s/cancellation".formatted(orderId), "{\"reason\":\"changed my mind\"}");
    }

    private JsonNode get(String service, String path) throws IOException, InterruptedException {
        return services.get(service, path)
                .filter(HttpCalls.Answer::isOk)
                .map(HttpCalls.Answer::body)
                .orElseThrow(() -> unavailable(service));
    }

    private JsonNode post(String path, String body) throws IOException, InterruptedException {
        return services.post(ORDERS, path, body)
                .filter(HttpCalls.Answer::isOk)
                .map(HttpCalls.Answer::body)
                .orElseThrow(() -> unavailable(ORDERS));
    }

    private static ResponseStatusException unavailable(String service) {
        return new ResponseStatusException(HttpStatus.BAD_GATEWAY, service + " does not answer, or refuses.");
    }
}
