package dev.orderly.lab.shop;

import java.util.UUID;

/** Cancels the next line of an order, in one transaction. The callers call it; they do not know which rung handles the event. */
public interface CancelOrderLine {

    void of(long orderNo, UUID cancellation);
}
