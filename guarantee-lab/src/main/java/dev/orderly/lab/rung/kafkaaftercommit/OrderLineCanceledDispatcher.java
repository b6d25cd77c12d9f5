package dev.orderly.lab.rung.kafkaaftercommit;

import dev.orderly.lab.rung.RefundTopic;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;

/** Sends what is certain by then. Between the commit and the send the event is nowhere but in this process. */
record OrderLineCanceledDispatcher(KafkaTemplate<String, Object> kafka) {

    @TransactionalEventListener(phase = TransactionPhase.AFTER_COMMIT)
    void dispatch(OrderLineCanceled event) {
        kafka.send(RefundTopic.NAME, event.aggregateId(), event);
    }
}
