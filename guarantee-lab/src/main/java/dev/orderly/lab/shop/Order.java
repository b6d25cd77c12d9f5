package dev.orderly.lab.shop;

import java.util.UUID;

import dev.orderly.events.Events;

/** An order with lines enough, which are cancelled one by one. */
final class Order {

    private final long orderNo;
    private int canceledLines;

    Order(long orderNo, int canceledLines) {
        this.orderNo = orderNo;
        this.canceledLines = canceledLines;
    }

    void cancelNextLine(UUID cancellation) {
        canceledLines++;
        Events.raise(new OrderLineCanceled(cancellation, orderNo, canceledLines));
    }

    long orderNo() {
        return orderNo;
    }

    int canceledLines() {
        return canceledLines;
    }
}
