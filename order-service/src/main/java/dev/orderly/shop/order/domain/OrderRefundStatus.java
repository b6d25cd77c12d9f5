package dev.orderly.shop.order.domain;

/** What became of the money of a cancelled order. */
public enum OrderRefundStatus {

    /** There is nothing to pay back: the order is not cancelled. */
    NONE,

    /** The order is cancelled, and the payment gateway has not had its last word yet. */
    PENDING,

    /** The customer has the money back. */
    COMPLETED,

    /** The payment gateway has refused for good. */
    REJECTED
}
