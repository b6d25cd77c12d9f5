package dev.orderly.lab.rung.kafka;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Sends the event inside the caller's transaction and waits until the broker has acknowledged it. Database and broker do
 * not commit together: if the transaction rolls back later, the event has been sent nevertheless.
 */
class KafkaInTransactionDispatcher {

    private final KafkaTemplate<String, Object> kafka;

    KafkaInTransactionDispatcher(KafkaTemplate<String, Object> kafka) {
        this.kafka = kafka;
    }

    @EventListener
    void dispatch(OrderLineCanceled event) {
        kafka.send(RefundTopic.NAME, event.aggregateId(), event).join();
    }
}
