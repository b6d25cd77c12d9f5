package dev.orderly.systemtests;

import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.orderly.localstack.shop.Service;
import org.junit.jupiter.api.Test;

import static dev.orderly.systemtests.Shop.await;
import static org.assertj.core.api.Assertions.assertThat;

class OrderJourneyIT {

    private static final Pattern TRACE_ID = Pattern.compile("\\b[0-9a-f]{32}\\b");

    private final Shop shop = new Shop();

    @Test
    void aCanceledOrderIsRefundedAndItsCustomerIsTold() {
        var orderId = shop.placeOrder(15_000);
        shop.cancel(orderId);

        shop.awaitRefunded(orderId);

        assertThat(shop.status(orderId)).isEqualTo("CANCELED");
        assertThat(shop.paid(orderId)).singleElement().satisfies(refund -> {
            assertThat(refund.amount()).isEqualByComparingTo(BigDecimal.valueOf(30_000));
            assertThat(refund.currency()).isEqualTo("KRW");
        });
        assertThat(shop.mails()).hasSize(3).allSatisfy(mail -> assertThat(mail.text())
                .contains(orderId));
    }

    @Test
    void aShippedOrderCannotBeCanceled() {
        var orderId = shop.placeOrder();
        shop.client().shipOrder(orderId).expect(200);

        shop.client().cancelOrder(orderId, "too late").expect(409);

        assertThat(shop.status(orderId)).isEqualTo("SHIPPED");
        // Only a cancellation leads to a refund, and the order-service has raised none.
        assertThat(typesOf(orderId)).containsExactly("order.placed.v1", "order.shipped.v1");
        var later = shop.placeOrder();
        shop.cancel(later);
        shop.awaitRefunded(later);
        await().untilAsserted(() -> assertThat(shop.sent(orderId)).containsExactly("ORDER_PLACED"));
        assertThat(shop.refundStatus(orderId)).isEqualTo("NONE");
        assertThat(shop.client().refunds(orderId)).isEmpty();
        assertThat(shop.paid(orderId)).isEmpty();
    }

    /** Those of all events that the order-service has stored of this order. */
    private List<String> typesOf(String orderId) {
        return shop.events(Service.ORDER, 0).stream()
                .filter(event -> Shop.text(event, "subject").equals(orderId))
                .map(event -> Shop.text(event, "type"))
                .toList();
    }

    @Test
    void aRefundThatTheGatewayRefusesIsShownOnTheOrderAndToldToItsCustomer() {
        var orderId = shop.placeOrder(600_000);
        shop.cancel(orderId);

        await().untilAsserted(() -> {
            assertThat(shop.refundStatus(orderId)).isEqualTo("REJECTED");
            assertThat(shop.sent(orderId))
                    .containsExactlyInAnyOrder("ORDER_PLACED", "ORDER_CANCELED", "REFUND_REJECTED");
        });
        assertThat(shop.client().refunds(orderId))
                .singleElement()
                .satisfies(refund -> assertThat(Shop.text(refund, "status")).isEqualTo("REJECTED"));
        assertThat(shop.paid(orderId)).isEmpty();
        assertThat(shop.mails()).hasSize(3);
    }

    @Test
    void oneTraceIdLeadsThroughTheLogsOfAllThreeServices() {
        var orderId = shop.placeOrder();
        shop.cancel(orderId);
        shop.awaitRefunded(orderId);

        var cancelling = traceIds(Service.ORDER, orderId, "order.canceled.v1");
        assertThat(cancelling).hasSize(1);
        assertThat(traceIds(Service.REFUND, orderId, "order.canceled.v1")).isEqualTo(cancelling);
        assertThat(traceIds(Service.NOTIFICATION, orderId, "order.canceled.v1")).isEqualTo(cancelling);
        assertThat(traceIds(Service.ORDER, orderId, "refund.completed.v1")).isEqualTo(cancelling);
        assertThat(traceIds(Service.NOTIFICATION, orderId, "refund.completed.v1"))
                .isEqualTo(cancelling);
    }

    /** Those on the lines of the service's log that name both the order and the type of event. */
    private static Set<String> traceIds(Service service, String orderId, String type) {
        List<String> lines = RunningStack.stack().log(service).stream()
                .filter(line -> line.contains(orderId) && line.contains(type))
                .toList();
        assertThat(lines)
                .as("lines of %s on %s of %s", service.id(), type, orderId)
                .isNotEmpty();
        assertThat(lines).allSatisfy(line -> assertThat(line).containsPattern(TRACE_ID));
        return lines.stream()
                .flatMap(line -> TRACE_ID.matcher(line).results())
                .map(result -> result.group())
                .collect(Collectors.toSet());
    }
}
