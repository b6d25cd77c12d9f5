package dev.orderly.shop.order.domain;

/** The status of the refund, as the order shows it. */
public enum OrderRefundStatus {

    /** The order is not canceled, so there is no refund. */
    NONE,

    /** The order is canceled, and the payment gateway has not given a final answer yet. */
    PENDING,

    /** The payment gateway has paid the refund. */
    COMPLETED,

    /** The payment gateway has rejected the refund; this is final. */
    REJECTED
}
