package dev.orderly.localstack.demo;

import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ShopClient;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stack.Transport;
import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;
import tools.jackson.databind.JsonNode;

/** Places an order, cancels it, and follows each of its events to every service that handles it. */
public final class Demo {

    private static final Duration TIMEOUT = Duration.ofSeconds(90);
    private static final int LOG_LINES = 15;

    /** The services that handle each event type. */
    private static final Map<String, List<Service>> HANDLERS = Map.of(
            "order.placed.v1", List.of(Service.NOTIFICATION),
            "order.canceled.v1", List.of(Service.REFUND, Service.NOTIFICATION),
            "refund.completed.v1", List.of(Service.ORDER, Service.NOTIFICATION));

    /** The services that read each publisher's feed, if the transport is the feed. */
    private static final Map<Service, List<Service>> READERS = new EnumMap<>(Map.of(
            Service.ORDER, List.of(Service.REFUND, Service.NOTIFICATION),
            Service.REFUND, List.of(Service.ORDER, Service.NOTIFICATION)));

    private final LocalStack stack;
    private final PrintStream out;
    private final ShopClient shop;

    /** @param stack a started stack */
    public Demo(LocalStack stack, PrintStream out) {
        this.stack = stack;
        this.out = out;
        this.shop = new ShopClient(stack::url, stack.operatorToken());
    }

    /** An expected outcome: its name, its expected value, and a way to get the actual value. */
    private record Expectation(String what, Object expected, Supplier<?> actual) {

        boolean isMet() {
            return expected.equals(actual.get());
        }

        @Override
        public String toString() {
            return "%s: expected %s, but got %s".formatted(what, expected, actual.get());
        }
    }

    /** Runs the demo and prints its steps; {@code true} if every expectation was met. */
    public boolean run() {
        try (var trail = new EventTrail(stack, shop)) {
            return run(trail);
        } catch (LocalStackException | UncheckedIOException e) {
            print("");
            print("The demo failed: " + e.getMessage());
            printLogs();
            return false;
        }
    }

    private boolean run(EventTrail trail) {
        print("");
        print("Demo: place an order and cancel it. The shop refunds the customer and notifies them by e-mail.");
        print("");
        var email = "kim-%s@example.com".formatted(UUID.randomUUID().toString().substring(0, 8));
        var order = shop.placeOrder(email, 2, 15_000).expect(201);
        var orderId = order.path("orderId").asString();
        show("order", "%s placed: %s", orderId, money(order.path("total")));
        shop.cancelOrder(orderId, "changed my mind").expect(200);
        show("order", "%s canceled: changed my mind", orderId);

        var unmet = awaitAll(expectations(orderId, email, trail));

        shop.refunds(orderId)
                .forEach(refund -> show(
                        "refund",
                        "%s %s: %s",
                        refund.path("refundId").asString(),
                        refund.path("status").asString(),
                        money(refund.path("amount"))));
        paid(orderId).forEach(paid -> show("gateway", "paid refund %2$s: %1$s", paid.receiptId(), paid.refundId()));
        mails(email).forEach(mail -> show("e-mail", "to %s: %s", mail.recipient(), mail.subject()));
        if (stack.transport() == Transport.FEED) {
            READERS.keySet().forEach(this::showReaders);
        }
        print("");
        print("The path of each event:");
        print("");
        print(new TrailTable(trail.locationHeading(), trail.of(orderId)).toString());
        print("");
        if (unmet.isEmpty()) {
            print("The demo succeeded: every event was delivered and handled.");
            return true;
        }
        print("The demo failed. Not met within %d seconds:".formatted(TIMEOUT.toSeconds()));
        unmet.forEach(each -> print("  - " + each));
        printLogs();
        return false;
    }

    private List<Expectation> expectations(String orderId, String email, EventTrail trail) {
        var expectations = new ArrayList<Expectation>();
        expectations.add(new Expectation(
                "status of the refunds", List.of("COMPLETED"), () -> texts(shop.refunds(orderId), "status")));
        expectations.add(new Expectation("refundStatus of the order", "COMPLETED", () -> shop.order(orderId)
                .path("refundStatus")
                .asString()));
        expectations.add(new Expectation(
                "number of refunds paid by the gateway", 1, () -> paid(orderId).size()));
        expectations.add(new Expectation(
                "kinds of the notifications",
                List.of("ORDER_CANCELED", "ORDER_PLACED", "REFUND_COMPLETED"),
                () -> texts(shop.notifications(orderId), "kind")));
        expectations.add(new Expectation(
                "status of the notifications",
                List.of("SENT", "SENT", "SENT"),
                () -> texts(shop.notifications(orderId), "status")));
        expectations.add(
                new Expectation("number of e-mails", 3, () -> mails(email).size()));
        HANDLERS.forEach((type, handlers) -> expectations.add(new Expectation(
                "services that handled " + type, handlers, () -> handlers(trail.of(orderId), type, handlers))));
        expectations.add(new Expectation("events missing in the transport", List.of(), () -> trail.of(orderId).stream()
                .filter(step -> step.location().isEmpty())
                .map(step -> step.event().type())
                .toList()));
        if (stack.transport() == Transport.FEED) {
            READERS.forEach((publisher, readers) -> expectations.add(new Expectation(
                    "services that have read the whole feed of %s".formatted(publisher.id()),
                    readers,
                    () -> upToDate(publisher, readers))));
        }
        return expectations;
    }

    /** Returns the expectations that are not met before the timeout. */
    private static List<Expectation> awaitAll(List<Expectation> expectations) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        var unmet = new ArrayList<>(expectations);
        while (!unmet.isEmpty() && System.nanoTime() < deadline) {
            unmet.removeIf(Expectation::isMet);
            if (!unmet.isEmpty()) {
                Await.pause("the demo");
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
        show("feed", "%s/events of %s", stack.url(publisher), publisher.id());
        shop.readers(publisher)
                .forEach(reader -> show(
                        "reader",
                        "%s has read the feed of %s up to position %s, lag %s",
                        reader.path("name").asString(),
                        publisher.id(),
                        reader.path("position").asString(),
                        reader.path("lag").asString()));
    }

    private List<GatewayStub.Refund> paid(String orderId) {
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

    private void printLogs() {
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
        out.println(Columns.fit(text));
        out.flush();
    }
}
