package com.example.billing;

import java.util.UUID;

import dev.orderly.events.Events;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Version;

/** The version makes transactions on one invoice follow each other, so its events have the order of their commits. */
@Entity
class Invoice {

    @Id
    private UUID parcelId;

    @Version
    private Long version;

    private long cents;
    private boolean paid;

    protected Invoice() {}

    Invoice(UUID parcelId, long cents) {
        this.parcelId = parcelId;
        this.cents = cents;
    }

    /** False if it is paid already. */
    boolean pay() {
        if (paid) {
            return false;
        }
        paid = true;
        Events.raise(new InvoicePaid(parcelId, cents));
        return true;
    }

    long cents() {
        return cents;
    }

    boolean isPaid() {
        return paid;
    }
}
