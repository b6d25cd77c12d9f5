package dev.orderly.shop.order.application;

import java.util.Map;

import dev.orderly.shop.order.domain.Order;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Logs one line for each change of an order. It logs after the commit, so that a change that was rolled back is not
 * logged, and with the trace id of the change, even if several changes commit together. The reason of a cancellation is
 * what the customer wrote: no line has it.
 */
@Component
class OrderLog {

    private static final Logger log = LoggerFactory.getLogger(OrderLog.class);

    void placed(Order order) {
        var total = order.total();
        afterCommit(() -> log.info(
                "Order {} placed: customer {}, {}, {} {}",
                order.id(),
                order.customer().id(),
                order.lines().size() == 1 ? "1 line" : order.lines().size() + " lines",
                total.amount().toPlainString(),
                total.currency()));
    }

    void canceled(Order order) {
        afterCommit(() -> log.info(
                "Order {} canceled; refund of {} {} pending",
                order.id(),
                order.total().amount().toPlainString(),
                order.total().currency()));
    }

    void shipped(Order order) {
        afterCommit(() -> log.info("Order {} shipped", order.id()));
    }

    void refundCompleted(Order order, String receiptId) {
        afterCommit(() -> log.info("Order {} refunded: {}", order.id(), receiptId));
    }

    void refundRejected(Order order, String reason) {
        afterCommit(
                () -> log.info("Order {} not refunded, the payment gateway rejected it: \"{}\"", order.id(), reason));
    }

    private static void afterCommit(Runnable line) {
        var context = MDC.getCopyOfContextMap();
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                within(context, line);
            }
        });
    }

    private static void within(@Nullable Map<String, String> context, Runnable line) {
        var current = MDC.getCopyOfContextMap();
        restore(context);
        try {
            line.run();
        } finally {
            restore(current);
        }
    }

    private static void restore(@Nullable Map<String, String> context) {
        if (context == null) {
            MDC.clear();
        } else {
            MDC.setContextMap(context);
        }
    }
}
