package dev.orderly.lab.rung.kafka;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.transaction.annotation.Transactional;

/** A plain listener in a process of its own. It recognizes no duplicates: it handles each record as often as Kafka delivers it. */
@Import(RefundTopic.class)
public class KafkaRefundListener {

    private final LabRefunds refunds;

    KafkaRefundListener(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @KafkaListener(topics = RefundTopic.NAME, groupId = "lab-refunds")
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
