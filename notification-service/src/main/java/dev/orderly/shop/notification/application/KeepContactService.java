package dev.orderly.shop.notification.application;

import dev.orderly.shop.notification.domain.Contact;
import dev.orderly.shop.notification.domain.Contacts;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Remembers where to reach an order's customer, so that no other service has to be asked for it. */
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
