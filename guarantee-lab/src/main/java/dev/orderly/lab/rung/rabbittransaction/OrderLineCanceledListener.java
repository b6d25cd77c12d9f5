package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.shop.Refunds;
import org.springframework.amqp.rabbit.annotation.RabbitListener;
import org.springframework.transaction.annotation.Transactional;

/** A plain listener: what it refuses goes back to the queue, and comes again behind what was on its way already. */
class OrderLineCanceledListener {

    private final Refunds refunds;

    OrderLineCanceledListener(Refunds refunds) {
        this.refunds = refunds;
    }

    @RabbitListener(queues = RabbitTransactionRung.QUEUE)
    @Transactional
    public void handle(OrderLineCanceled event) {
        refunds.refund(event);
    }
}
