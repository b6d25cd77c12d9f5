package dev.orderly.shop.order;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.Environment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The order shows the outcome of its refund, which the refund-service publishes over Kafka. */
@RealService
@ExtendWith(OutputCaptureExtension.class)
class RefundIT {

    private static final AtomicLong position = new AtomicLong();

    @Autowired
    private Environment environment;

    private Client client;

    @BeforeEach
    void connect() {
        client = new Client(environment);
    }

    @Test
    void aCompletedRefundIsShown(CapturedOutput log) {
        var id = client.placeOrder();
        client.cancel(id).hasStatus(200);

        refundCompleted(id, UUID.randomUUID());

        awaitRefundStatus(id, "COMPLETED");
        assertThat(client.get("/orders/" + id).json("/version").intValue()).isEqualTo(2);
        assertThat(log.getOut()).contains("Order " + id + " refunded: r-1");
    }

    @Test
    void aRejectedRefundIsShown(CapturedOutput log) {
        var id = client.placeOrder();
        client.cancel(id).hasStatus(200);

        send(
                id,
                UUID.randomUUID(),
                "refund.rejected.v1",
                "{\"refundId\":\"%s\",\"orderId\":\"%s\",\"reason\":\"card is gone\"}");

        awaitRefundStatus(id, "REJECTED");
        assertThat(log.getOut())
                .contains("Order " + id + " not refunded, the payment gateway rejected it: \"card is gone\"");
    }

    @Test
    void aRefundThatIsToldTwiceIsShownOnce() {
        var id = client.placeOrder();
        var next = client.placeOrder();
        client.cancel(id).hasStatus(200);
        client.cancel(next).hasStatus(200);
        var event = UUID.randomUUID();

        refundCompleted(id, event);
        refundCompleted(id, event);
        refundCompleted(next, UUID.randomUUID());

        awaitRefundStatus(next, "COMPLETED");
        awaitRefundStatus(id, "COMPLETED");
        assertThat(client.get("/orders/" + id).json("/version").intValue()).isEqualTo(2);
        assertThat(client.get("/dead-letters").body()).doesNotContain(id);
    }

    @Test
    void aRefundThatNobodyOwesIsSetAsideAndListed() {
        var id = client.placeOrder();

        refundCompleted(id, UUID.randomUUID());

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(client.get("/dead-letters").body()).contains(id));
        assertThat(client.get("/orders/" + id).json("/refundStatus").stringValue())
                .isEqualTo("NONE");
    }

    private void awaitRefundStatus(String orderId, String expected) {
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertThat(
                        client.get("/orders/" + orderId).json("/refundStatus").stringValue())
                .isEqualTo(expected));
    }

    private static void refundCompleted(String orderId, UUID eventId) {
        send(orderId, eventId, "refund.completed.v1", """
                {"refundId":"%s","orderId":"%s","amount":{"amount":30000,"currency":"KRW"},"receiptId":"r-1"}""");
    }

    private static void send(String orderId, UUID eventId, String type, String payload) {
        var refunds = new ProducerRecord<>("refund-events", orderId, payload.formatted(UUID.randomUUID(), orderId));
        Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_id",
                        eventId.toString(),
                        "ce_source",
                        "/refund-service",
                        "ce_type",
                        type,
                        "ce_subject",
                        orderId,
                        "ce_time",
                        Instant.now().toString(),
                        "ce_partitionkey",
                        orderId,
                        "ce_sequence",
                        "%020d".formatted(position.incrementAndGet()),
                        "content-type",
                        "application/json")
                .forEach((name, value) -> refunds.headers().add(name, value.getBytes(UTF_8)));
        try (var producer = new KafkaProducer<>(
                Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()),
                new StringSerializer(),
                new StringSerializer())) {
            producer.send(refunds);
        }
    }
}
