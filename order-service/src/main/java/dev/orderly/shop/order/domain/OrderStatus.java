package dev.orderly.shop.order.domain;

/** The status of an order: first {@link #PLACED}, then one of the other two, which are final. */
public enum OrderStatus {

    /** The customer has placed the order; it is not shipped yet. */
    PLACED,

    /** The goods are shipped; the order can no longer be canceled. */
    SHIPPED,

    /** The order was canceled before it was shipped. */
    CANCELED
}
