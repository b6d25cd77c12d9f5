package dev.orderly.lab.shop;

import java.util.UUID;

import dev.orderly.events.Events;

/** An order with an unlimited number of lines, which are canceled one by one. */
public final class LabOrder {

    private final long orderNo;
    private int canceledLines;

    LabOrder(long orderNo, int canceledLines) {
        this.orderNo = orderNo;
        this.canceledLines = canceledLines;
    }

    /** The order says what has happened. It does not know who handles it. */
    void cancelNextLine(UUID cancellation) {
        canceledLines++;
        Events.raise(new OrderLineCanceled(cancellation, orderNo, canceledLines));
    }

    /** As it is without events: the order has to know the refunds. */
    public void cancelNextLine(UUID cancellation, LabRefunds refunds) {
        canceledLines++;
        refunds.refund(new OrderLineCanceled(cancellation, orderNo, canceledLines));
    }

    long orderNo() {
        return orderNo;
    }

    int canceledLines() {
        return canceledLines;
    }
}
