package dev.orderly.shop.refund.domain;

/** How far a refund has come. */
public enum RefundStatus {

    /** The gateway has not given a final answer yet; it is asked until it does. */
    REQUESTED,

    /** The gateway has paid, and given a receipt. Final. */
    COMPLETED,

    /** The gateway has refused for good. Final. */
    REJECTED
}
