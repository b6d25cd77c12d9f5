package dev.orderly.shop.order.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** All orders. */
public interface Orders {

    /** A new id (a UUIDv7); later ids sort after earlier ones. */
    UUID nextId();

    void add(Order order);

    Optional<Order> find(UUID id);

    /**
     * The order, locked until the current transaction ends: change it and pass it to {@link #save} in the same
     * transaction. Another transaction that wants to change it waits.
     *
     * @throws OrderNotFoundException if there is none
     */
    Order forChange(UUID id);

    /** Stores an order that was changed once after {@link #forChange}. */
    void save(Order order);

    /**
     * Orders, the newest first.
     *
     * @param status only orders in this status; all if null
     * @param after  the end of the previous page; null for the first page
     * @param limit  how many orders at most; fewer if they are large, so that a page always fits into memory
     */
    Page newestFirst(@Nullable OrderStatus status, @Nullable Long after, int limit);

    /**
     * A page of the list.
     *
     * @param end the end of this page, from which the next one continues; null if this is the last page
     */
    record Page(List<Order> orders, @Nullable Long end) {}
}
