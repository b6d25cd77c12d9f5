package dev.orderly.lab.rung.kafka;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends the event after the caller's commit. Between commit and send, only this process's memory holds the event. */
class KafkaAfterCommitDispatcher {

    private final KafkaTemplate<String, Object> kafka;

    KafkaAfterCommitDispatcher(KafkaTemplate<String, Object> kafka) {
        this.kafka = kafka;
    }

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void dispatch(OrderLineCanceled event) {
        kafka.send(RefundTopic.NAME, event.aggregateId(), event);
    }
}
