package dev.orderly.lab.rung.kafkaintransaction;

import dev.orderly.lab.rung.RefundTopic;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;
import org.springframework.kafka.core.KafkaTemplate;

/**
 * Waits, in the caller's transaction, until the broker has the event. The two do not end together: when the
 * transaction rolls back after all, the event has been sent.
 */
record OrderLineCanceledDispatcher(KafkaTemplate<String, Object> kafka) {

    @EventListener
    void dispatch(OrderLineCanceled event) {
        kafka.send(RefundTopic.NAME, event.aggregateId(), event).join();
    }
}
