package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.shop.LabRefunds;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.transaction.annotation.Transactional;

/** A plain listener. If it fails, the message returns to the queue, and messages that were already fetched overtake it. */
class RabbitTransactionListener {

    private final LabRefunds refunds;

    RabbitTransactionListener(LabRefunds refunds) {
        this.refunds = refunds;
    }

    @RabbitListener(queues = RabbitTransactionRung.QUEUE)
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
