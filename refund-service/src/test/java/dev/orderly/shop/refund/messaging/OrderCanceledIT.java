package dev.orderly.shop.refund.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import dev.orderly.shop.refund.RefundServiceTest;
import dev.orderly.shop.refund.domain.RefundStatus;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** From a record in {@code order-events} to one in {@code refund-events}. */
class OrderCanceledIT extends RefundServiceTest {

    private static final String TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void isRefundedOnceHoweverOftenItIsDelivered() {
        var orderId = UUID.randomUUID();
        var next = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));
        gateway.stubFor(call(next).willReturn(receipt("r-2")));
        var canceled = orderCanceled(orderId, UUID.randomUUID(), 1);

        send(canceled, canceled, canceled, orderCanceled(next, UUID.randomUUID(), 2));

        await().until(() -> isPaid(next));
        await().until(() -> isPaid(orderId));
        assertThat(gateway.findAll(callsFor(orderId))).hasSize(1);
        assertThat(events.of(orderId)).hasSize(1);
    }

    @Test
    void leadsToARefundCompletedInTheSameTrace() {
        var orderId = UUID.randomUUID();
        gateway.stubFor(call(orderId).willReturn(receipt("r-1")));

        send(orderCanceled(orderId, UUID.randomUUID(), 1));

        var completed = awaitRefundEvent(orderId);
        assertThat(header(completed, "ce_type")).isEqualTo("refund.completed.v1");
        assertThat(header(completed, "ce_source")).isEqualTo("/refund-service");
        assertThat(header(completed, "ce_subject")).isEqualTo(orderId.toString());
        assertThat(header(completed, "ce_traceparent")).startsWith("00-" + TRACE_ID);
        assertThat(completed.value())
                .isEqualTo(
                        "{\"refundId\":\"%s\",\"orderId\":\"%s\",\"amount\":{\"amount\":30000,\"currency\":\"KRW\"},\"receiptId\":\"r-1\"}"
                                .formatted(refundOf(orderId).id(), orderId));
        assertThat(gateway.findAll(callsFor(orderId)).get(0).getHeader("traceparent"))
                .contains(TRACE_ID);
    }

    private boolean isPaid(UUID orderId) {
        return findRefunds.ofOrder(orderId).stream().anyMatch(refund -> refund.status() == RefundStatus.COMPLETED);
    }

    @SafeVarargs
    private static void send(ProducerRecord<String, String>... records) {
        var properties = Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers());
        try (var producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer())) {
            List.of(records).forEach(producer::send);
        }
    }

    /** All in one partition, so that they arrive in this order. */
    private static ProducerRecord<String, String> orderCanceled(UUID orderId, UUID eventId, long position) {
        var record = new ProducerRecord<>("order-events", 0, orderId.toString(), """
                {"orderId":"%s","reason":"changed my mind","refundAmount":{"amount":30000,"currency":"KRW"},"new":1}""".formatted(orderId));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        eventId.toString(),
                        "ce_source",
                        "/order-service",
                        "ce_type",
                        "order.canceled.v1",
                        "ce_subject",
                        orderId.toString(),
                        "ce_time",
                        "2026-11-22T10:00:00Z",
                        "ce_partitionkey",
                        orderId.toString(),
                        "ce_sequence",
                        "%020d".formatted(position),
                        "ce_traceparent",
                        "00-" + TRACE_ID + "-00f067aa0ba902b7-01",
                        "content-type",
                        "application/json")
                .forEach((name, value) -> record.headers().add(name, value.getBytes(StandardCharsets.UTF_8)));
        return record;
    }

    private static ConsumerRecord<String, String> awaitRefundEvent(UUID orderId) {
        var properties = Map.<String, Object>of(
                "bootstrap.servers",
                TestServers.bootstrapServers(),
                "group.id",
                UUID.randomUUID().toString(),
                "auto.offset.reset",
                "earliest",
                "isolation.level",
                "read_committed");
        try (var consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.subscribe(List.of("refund-events"));
            return await().atMost(Duration.ofSeconds(20))
                    .until(
                            () -> {
                                for (var record : consumer.poll(Duration.ofMillis(100))) {
                                    if (orderId.toString().equals(record.key())) {
                                        return record;
                                    }
                                }
                                return null;
                            },
                            record -> record != null);
        }
    }

    private static String header(ConsumerRecord<?, ?> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
