package dev.orderly.systemtests;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ShopClient;
import dev.orderly.localstack.shop.ShopClient.Response;
import dev.orderly.localstack.stack.LocalStack;
import dev.orderly.localstack.stub.GatewayStub.Refund;
import dev.orderly.localstack.stub.MailSink.Mail;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/** A customer of the running shop, with an address of their own, and what can be seen of their orders. */
final class Shop {

    private final String email = "kim-%s@example.com".formatted(UUID.randomUUID());
    private final LocalStack stack = RunningStack.stack();
    private final ShopClient client = new ShopClient(stack::url, stack.operatorToken());

    String email() {
        return email;
    }

    ShopClient client() {
        return client;
    }

    String placeOrder() {
        return placeOrder(15_000);
    }

    String placeOrder(long unitPrice) {
        return client.placeOrder(email, 2, unitPrice)
                .expect(201)
                .path("orderId")
                .asString();
    }

    void cancel(String orderId) {
        client.cancelOrder(orderId, "changed my mind").expect(200);
    }

    /** As a customer who asks again until there is an answer, each time with the same key. */
    String placeAndCancelUntilAnswered() {
        var key = UUID.randomUUID().toString();
        var orderId = untilAnswered(201, () -> client.placeOrder(email, 2, 15_000, "place-" + key))
                .path("orderId")
                .asString();
        untilAnswered(200, () -> client.cancelOrder(orderId, "changed my mind", "cancel-" + key));
        return orderId;
    }

    private static JsonNode untilAnswered(int expected, Supplier<Response> call) {
        return await().ignoreExceptions()
                .until(call::get, answer -> answer.status() == expected)
                .body();
    }

    /** All events of the service's feed after this position. */
    List<JsonNode> events(Service service, long after) {
        List<JsonNode> events = new ArrayList<>();
        var position = after;
        for (var page = client.events(service, position); !page.isEmpty(); page = client.events(service, position)) {
            events.addAll(page);
            position = position(page.get(page.size() - 1));
        }
        return events;
    }

    static long position(JsonNode event) {
        return Long.parseLong(text(event, "sequence"));
    }

    /** Waits, two minutes at most: the machine may be busy. */
    static ConditionFactory await() {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200));
    }

    /** Waits until the order's refund and its notifications are what is expected after a cancellation. */
    void awaitRefunded(String orderId) {
        await().untilAsserted(() -> {
            assertThat(refundStatus(orderId)).isEqualTo("COMPLETED");
            assertThat(sent(orderId)).containsExactlyInAnyOrder("ORDER_PLACED", "ORDER_CANCELED", "REFUND_COMPLETED");
        });
        assertThat(client.refunds(orderId)).singleElement().satisfies(refund -> assertThat(text(refund, "status"))
                .isEqualTo("COMPLETED"));
        assertThat(paid(orderId)).hasSize(1);
    }

    String status(String orderId) {
        return text(client.order(orderId), "status");
    }

    String refundStatus(String orderId) {
        return text(client.order(orderId), "refundStatus");
    }

    /** The kinds of the notifications that have been sent. */
    List<String> sent(String orderId) {
        return client.notifications(orderId).stream()
                .filter(each -> text(each, "status").equals("SENT"))
                .map(each -> text(each, "kind"))
                .toList();
    }

    /** The e-mails that have arrived at this customer's address. */
    List<Mail> mails() {
        return stack.mail().mails().stream()
                .filter(mail -> mail.recipient().equals(email))
                .toList();
    }

    /** What the gateway has paid back for the order. */
    List<Refund> paid(String orderId) {
        return stack.gateway().ledger().stream()
                .filter(refund -> refund.orderId().equals(orderId))
                .toList();
    }

    /** How many events each reader of this service's feed has still to read, by its name. */
    Map<String, Long> lags(Service publisher) {
        return client.readers(publisher).stream()
                .collect(Collectors.toMap(reader -> text(reader, "name"), reader -> reader.path("lag")
                        .asLong()));
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asString();
    }
}
