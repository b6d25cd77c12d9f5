package dev.orderly.lab.rung.xa;

import dev.orderly.lab.shop.OrderLineCanceled;
import org.springframework.context.event.EventListener;
import org.springframework.jms.core.JmsTemplate;

/** Sends inside the caller's transaction. The message exists for consumers if, and only if, the order's change is committed. */
class XaDispatcher {

    private final JmsTemplate jms;

    XaDispatcher(JmsTemplate jms) {
        this.jms = jms;
    }

    @EventListener
    void dispatch(OrderLineCanceled event) {
        jms.convertAndSend(XaRung.TOPIC, event);
    }
}
