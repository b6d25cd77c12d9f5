package dev.orderly.lab.rung;

import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.transaction.annotation.Transactional;

/** A plain listener, in a process of its own: it handles whatever comes, as often as it comes. */
@Import(RefundTopic.class)
public class KafkaRefundListener {

    private final Refunds refunds;

    KafkaRefundListener(Refunds refunds) {
        this.refunds = refunds;
    }

    @KafkaListener(topics = RefundTopic.NAME, groupId = "lab-refunds")
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
