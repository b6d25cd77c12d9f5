package dev.orderly.shop.notification.messaging;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.shop.notification.NotificationServiceTest;
import dev.orderly.shop.notification.domain.NotificationStatus;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_CANCELED;
import static dev.orderly.shop.notification.domain.NotificationKind.ORDER_PLACED;
import static dev.orderly.shop.notification.domain.NotificationKind.REFUND_COMPLETED;
import static dev.orderly.shop.notification.domain.NotificationKind.REFUND_REJECTED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** From a record in a topic to an e-mail. */
@ExtendWith(OutputCaptureExtension.class)
class ShopEventsIT extends NotificationServiceTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String WON = "{\"amount\":30000,\"currency\":\"KRW\"}";

    private long position;

    @Test
    void eachStepIsToldOnceHoweverOftenItIsDelivered() {
        var placed = placed();
        var canceled = event(
                "order-events",
                "order.canceled.v1",
                "{\"orderId\":\"%s\",\"reason\":\"too late\",\"refundAmount\":%s}".formatted(orderId, WON));

        send(placed, placed, canceled, placed, canceled);

        awaitSent(2);
        assertThat(deliveries())
                .extracting(delivery -> delivery.notification().email().kind())
                .containsExactly(ORDER_PLACED, ORDER_CANCELED);
        assertThat(deliveries())
                .extracting(delivery -> delivery.notification().eventId())
                .containsExactly(id(placed), id(canceled));
        // These come last in their partitions: when they have arrived, everything before them has.
        send(refundRejected(), event("order-events", "order.canceled.v1", """
                {"orderId":"%s","reason":"again","refundAmount":%s}""".formatted(orderId, WON)));
        awaitSent(4);
        assertThat(mails()).hasSize(4);
    }

    @Test
    void aRefundHeardOfBeforeItsOrderIsToldWhenTheOrderIsKnown() {
        send(event("refund-events", "refund.completed.v1", """
                {"refundId":"%s","orderId":"%s","amount":%s,"receiptId":"r-1","more":{}}""".formatted(UUID.randomUUID(), orderId, WON)));
        await().until(() -> deliveries().size() == 1);
        assertThat(deliveries().get(0).recipient()).isNull();

        send(placed());

        awaitSent(2);
        assertThat(deliveries())
                .extracting(delivery -> delivery.notification().email().kind())
                .containsExactly(REFUND_COMPLETED, ORDER_PLACED);
    }

    @Test
    void aRejectedRefundIsTold() {
        send(placed());
        awaitSent(1);

        send(refundRejected());

        awaitSent(2);
        assertThat(deliveries().get(1).notification().email().kind()).isEqualTo(REFUND_REJECTED);
    }

    @Test
    void aShipmentIsNotTold() {
        send(
                placed(),
                event("order-events", "order.shipped.v1", "{\"orderId\":\"%s\"}".formatted(orderId)),
                event("order-events", "order.canceled.v1", """
                        {"orderId":"%s","reason":"so that there is something after it","refundAmount":%s}""".formatted(orderId, WON)));

        awaitSent(2);
        assertThat(deliveries())
                .extracting(delivery -> delivery.notification().email().kind())
                .containsExactly(ORDER_PLACED, ORDER_CANCELED);
    }

    @Test
    void theTraceOfAnEventGoesOnToItsMail(CapturedOutput output) {
        var placed = placed();
        placed.headers()
                .add("ce_traceparent", ("00-" + TRACE_ID + "-00f067aa0ba902b7-01").getBytes(StandardCharsets.UTF_8));

        send(placed);

        awaitSent(1);
        await().untilAsserted(() -> assertThat(output.getOut().lines()).anySatisfy(line -> assertThat(line)
                .contains(TRACE_ID, orderId.toString(), "sent: ORDER_PLACED to k***@example.com")));
    }

    private void awaitSent(int count) {
        await().until(() -> deliveries().stream()
                        .filter(each -> each.status() == NotificationStatus.SENT)
                        .count()
                == count);
    }

    private ProducerRecord<String, String> placed() {
        return event("order-events", "order.placed.v1", """
                {"orderId":"%s","customer":{"id":"c-1","name":"Kim","email":"%s"},
                 "lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],"total":%s}""".formatted(orderId, email(), WON));
    }

    private ProducerRecord<String, String> refundRejected() {
        return event("refund-events", "refund.rejected.v1", """
                {"refundId":"%s","orderId":"%s","reason":"account closed"}""".formatted(UUID.randomUUID(), orderId));
    }

    private ProducerRecord<String, String> event(String topic, String type, String payload) {
        var record = new ProducerRecord<>(topic, orderId.toString(), payload);
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        UUID.randomUUID().toString(),
                        "ce_source",
                        topic.equals("order-events") ? "/order-service" : "/refund-service",
                        "ce_type",
                        type,
                        "ce_subject",
                        orderId.toString(),
                        "ce_time",
                        "2026-11-22T10:00:00Z",
                        "ce_partitionkey",
                        orderId.toString(),
                        "ce_sequence",
                        "%020d".formatted(++position),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static UUID id(ProducerRecord<String, String> event) {
        return UUID.fromString(new String(event.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8));
    }

    @SafeVarargs
    private static void send(ProducerRecord<String, String>... events) {
        var properties = Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            List.of(events).forEach(producer::send);
        }
    }
}
