package dev.orderly.shop.order.domain;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/** All orders that were ever placed. */
public interface Orders {

    /** A new identity; later ones sort behind earlier ones. */
    UUID nextId();

    void add(Order order);

    Optional<Order> find(UUID id);

    /**
     * The order, to be changed and given to {@link #save} in the running transaction: until that ends, whoever else
     * wants to change this order waits.
     *
     * @throws OrderNotFoundException when there is none
     */
    Order forChange(UUID id);

    /** Stores an order that has changed once since {@link #forChange}. */
    void save(Order order);

    /**
     * Orders, the newest first.
     *
     * @param status only those in this status; all when null
     * @param after  where the page before this one ended; null for the first
     * @param limit  how many at most
     */
    Page newestFirst(@Nullable OrderStatus status, @Nullable Long after, int limit);

    /**
     * Some orders of a longer list.
     *
     * @param end where this page ends, to ask for the next one with; null when this is the last
     */
    record Page(List<Order> orders, @Nullable Long end) {}
}
