package dev.orderly.shop.notification.domain;

/** The contacts of all orders. */
public interface Contacts {

    /** Stores the contact, or replaces the one of the same order. */
    void keep(Contact contact);
}
