package dev.orderly.shop.order.domain;

/** Where an order stands. It begins as {@link #PLACED} and ends as one of the other two. */
public enum OrderStatus {

    /** The customer has ordered; nothing has left the house. */
    PLACED,

    /** The goods are on their way: too late to cancel. */
    SHIPPED,

    /** Called off before it was shipped. */
    CANCELED
}
