package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.event.EventListener;

/**
 * Publishes on a channel whose transaction is bound to the caller's: after the database commits, the channel commits; if
 * the database rolls back, so does the channel. These are two commits, not one: a crash between them loses the event.
 */
class RabbitTransactionDispatcher {

    private final RabbitTemplate rabbit;

    RabbitTransactionDispatcher(RabbitTemplate rabbit) {
        this.rabbit = rabbit;
    }

    @EventListener
    void dispatch(OrderLineCanceled event) {
        rabbit.convertAndSend(RabbitTransactionRung.EXCHANGE, "", event);
    }
}
