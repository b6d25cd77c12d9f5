package dev.orderly.localstack;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import tools.jackson.databind.JsonNode;

/** Places an order, cancels it, and follows each of its events to everybody who handles it. */
final class Demo {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int LOG_LINES = 15;

    /** Who has to handle what. */
    private static final Map<String, List<Service>> HANDLERS = Map.of(
            "order.placed.v1", List.of(Service.NOTIFICATION),
            "order.canceled.v1", List.of(Service.REFUND, Service.NOTIFICATION),
            "refund.completed.v1", List.of(Service.ORDER, Service.NOTIFICATION));

    /** Who has to read whose feed, when there is no broker. */
    private static final Map<Service, List<Service>> READERS = new EnumMap<>(Map.of(
            Service.ORDER, List.of(Service.REFUND, Service.NOTIFICATION),
            Service.REFUND, List.of(Service.ORDER, Service.NOTIFICATION)));

    private final LocalStack stack;
    private final PrintStream out;
    private final ShopClient shop;

    Demo(LocalStack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
        this.shop = new ShopClient(stack);
    }

    /** Something that is to happen: what there shall be, and what there is. */
    private record Expectation(String what, Object wanted, Supplier<?> actual) {

        boolean isMet() {
            return wanted.equals(actual.get());
        }

        @Override
        public String toString() {
            return "%s should be %s, but it is %s".formatted(what, wanted, actual.get());
        }
    }

    /** Shows what happens, and whether everything happened that should. */
    boolean run() {
        try (var trail = new EventTrail(stack, shop)) {
            return run(trail);
        } catch (LocalStackException | UncheckedIOException e) {
            print("");
            print("The demonstration failed: " + e.getMessage());
            showLogs();
            return false;
        }
    }

    private boolean run(EventTrail trail) {
        print("");
        print("The demonstration: an order is placed and cancelled, its money goes back, and the customer is told.");
        print("");
        var email = "kim-%s@example.com".formatted(UUID.randomUUID().toString().substring(0, 8));
        var order = shop.placeOrder(email, 2, 15_000).expect(201);
        var orderId = order.path("orderId").asString();
        show("order", "%s is placed: %s", orderId, money(order.path("total")));
        shop.cancelOrder(orderId, "changed my mind").expect(200);
        show("order", "%s is cancelled: changed my mind", orderId);

        var unmet = awaitAll(expectations(orderId, email, trail));

        shop.refunds(orderId)
                .forEach(refund -> show(
                        "refund",
                        "%s is %s: %s",
                        refund.path("refundId").asString(),
                        refund.path("status").asString(),
                        money(refund.path("amount"))));
        paid(orderId).forEach(paid -> show("gateway", "%s for refund %s", paid.receiptId(), paid.refundId()));
        mails(email).forEach(mail -> show("mail", "to %s: %s", mail.recipient(), mail.subject()));
        if (stack.transport() == Transport.FEED) {
            READERS.keySet().forEach(this::showReaders);
        }
        print("");
        print("The way of each event:");
        print("");
        print(new TrailTable(trail.placeHeading(), trail.of(orderId)).toString());

        if (unmet.isEmpty()) {
            print("Everything happened as it should.");
            return true;
        }
        print("This did not happen within %d seconds:".formatted(PATIENCE.toSeconds()));
        unmet.forEach(each -> print("  - " + each));
        showLogs();
        return false;
    }

    private List<Expectation> expectations(String orderId, String email, EventTrail trail) {
        var expectations = new ArrayList<Expectation>();
        expectations.add(new Expectation(
                "the status of the refunds", List.of("COMPLETED"), () -> texts(shop.refunds(orderId), "status")));
        expectations.add(new Expectation("the order's refundStatus", "COMPLETED", () -> shop.order(orderId)
                .path("refundStatus")
                .asString()));
        expectations.add(new Expectation("the number of refunds that the gateway has paid", 1, () -> paid(orderId)
                .size()));
        expectations.add(new Expectation(
                "the kinds of notifications",
                List.of("ORDER_CANCELED", "ORDER_PLACED", "REFUND_COMPLETED"),
                () -> texts(shop.notifications(orderId), "kind")));
        expectations.add(new Expectation(
                "the status of the notifications",
                List.of("SENT", "SENT", "SENT"),
                () -> texts(shop.notifications(orderId), "status")));
        expectations.add(
                new Expectation("the number of e-mails", 3, () -> mails(email).size()));
        HANDLERS.forEach((type, handlers) -> expectations.add(new Expectation(
                "those who handled " + type, handlers, () -> handlers(trail.of(orderId), type, handlers))));
        expectations.add(new Expectation(
                "the events that the transport does not have", List.of(), () -> trail.of(orderId).stream()
                        .filter(step -> step.place().isEmpty())
                        .map(step -> step.event().type())
                        .toList()));
        if (stack.transport() == Transport.FEED) {
            READERS.forEach((publisher, readers) -> expectations.add(new Expectation(
                    "those who have read all that %s has published".formatted(publisher.id()),
                    readers,
                    () -> upToDate(publisher, readers))));
        }
        return expectations;
    }

    /** Returns those that are not met in time. */
    private static List<Expectation> awaitAll(List<Expectation> expectations) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var unmet = new ArrayList<>(expectations);
        while (!unmet.isEmpty() && System.nanoTime() < deadline) {
            unmet.removeIf(Expectation::isMet);
            if (!unmet.isEmpty()) {
                Await.pause("The demonstration");
            }
        }
        return unmet;
    }

    private static List<Service> handlers(List<EventTrail.Step> steps, String type, List<Service> candidates) {
        return candidates.stream()
                .filter(service ->
                        steps.stream().anyMatch(step -> step.event().type().equals(type) && step.isHandledBy(service)))
                .toList();
    }

    private List<Service> upToDate(Service publisher, List<Service> candidates) {
        var readers = shop.readers(publisher);
        return candidates.stream()
                .filter(service -> readers.stream()
                        .anyMatch(reader -> reader.path("name").asString().equals(service.id())
                                && reader.path("lag").asLong() == 0))
                .toList();
    }

    private void showReaders(Service publisher) {
        shop.readers(publisher)
                .forEach(reader -> show(
                        "reader",
                        "%s has read %s up to position %s, %s to go",
                        reader.path("name").asString(),
                        publisher.id(),
                        reader.path("position").asString(),
                        reader.path("lag").asString()));
    }

    private List<PaymentGateway.Refund> paid(String orderId) {
        return stack.gateway().ledger().stream()
                .filter(refund -> refund.orderId().equals(orderId))
                .toList();
    }

    private List<MailSink.Mail> mails(String email) {
        return stack.mail().mails().stream()
                .filter(mail -> mail.recipient().equals(email))
                .toList();
    }

    private static List<String> texts(List<JsonNode> items, String field) {
        return items.stream().map(item -> item.path(field).asString()).sorted().toList();
    }

    private static String money(JsonNode money) {
        return money.path("amount").asString() + " " + money.path("currency").asString();
    }

    private void showLogs() {
        for (var service : Service.values()) {
            var lines = stack.log(service);
            print("");
            print("The end of the log of %s:".formatted(service.id()));
            lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()).forEach(line -> print("  " + line));
        }
    }

    private void show(String what, String format, Object... arguments) {
        print("  %-8s %s".formatted(what, format.formatted(arguments)));
    }

    private void print(String text) {
        out.println(text);
        out.flush();
    }
}
