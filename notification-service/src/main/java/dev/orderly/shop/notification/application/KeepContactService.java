package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Contacts;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Stores an own copy of the contact of an order, so that this service needs no other one to send e-mail. */
@Service
public class KeepContactService {

    private final Contacts contacts;

    KeepContactService(Contacts contacts) {
        this.contacts = contacts;
    }

    @Transactional
    public void keep(Contact contact) {
        contacts.keep(contact);
    }
}
