package dev.orderly.lab.rung.rabbittransaction;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.amqp.rabbit.core.RabbitTemplate;
import org.springframework.context.event.EventListener;

/**
 * Publishes on a channel whose transaction is tied to the caller's: when that commits the channel commits next, when it
 * rolls back so does the channel. What happens between the two commits is nobody's affair.
 */
record OrderLineCanceledDispatcher(RabbitTemplate rabbit) {

    @EventListener
    void dispatch(OrderLineCanceled event) {
        rabbit.convertAndSend(RabbitTransactionRung.QUEUE, event);
    }
}
