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
 * Tells in the log what happened to orders, one line a step. A line is written after the commit, since what a rollback
 * takes back has not happened, and under the trace id of the step, also where several steps commit together.
 */
@Component
class OrderLog {

    private static final Logger log = LoggerFactory.getLogger(OrderLog.class);

    void placed(Order order) {
        var total = order.total();
        afterCommit(() -> log.info(
                "Order {} is placed: customer {}, {}, {} {}",
                order.id(),
                order.customer().id(),
                order.lines().size() == 1 ? "1 line" : order.lines().size() + " lines",
                total.amount().toPlainString(),
                total.currency()));
    }

    void canceled(Order order) {
        afterCommit(() -> log.info(
                "Order {} is canceled: \"{}\"; {} {} to be refunded",
                order.id(),
                order.cancelReason(),
                order.total().amount().toPlainString(),
                order.total().currency()));
    }

    void shipped(Order order) {
        afterCommit(() -> log.info("Order {} is shipped", order.id()));
    }

    void refundCompleted(Order order, String receiptId) {
        afterCommit(() -> log.info("Order {} is refunded: receipt {}", order.id(), receiptId));
    }

    void refundRejected(Order order, String reason) {
        afterCommit(() -> log.info("Order {} is not refunded: \"{}\"", order.id(), reason));
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
