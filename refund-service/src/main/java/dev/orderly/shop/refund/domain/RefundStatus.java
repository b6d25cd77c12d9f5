package dev.orderly.shop.refund.domain;

/** The status of a refund. */
public enum RefundStatus {

    /** The gateway has not given a final answer yet; the service calls it until it does. */
    REQUESTED,

    /** The gateway has paid and given a receipt. Final. */
    COMPLETED,

    /** The gateway has rejected the refund. Final. */
    REJECTED
}
