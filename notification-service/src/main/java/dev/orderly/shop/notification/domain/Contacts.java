package dev.orderly.shop.notification.domain;

/** The contacts of all orders. */
public interface Contacts {

    /** Keeps the contact in the place of an earlier one of the same order. */
    void keep(Contact contact);
}
