package com.example.billing;

import java.util.UUID;

import dev.orderly.events.EventHandler;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
class Billing {

    private final Invoices invoices;

    Billing(Invoices invoices) {
        this.invoices = invoices;
    }

    /** Receives {@code parcel.sent.v1}, too: as version 2. */
    @EventHandler
    void on(ParcelSent event) {
        invoices.save(new Invoice(event.parcelId(), 200 + event.grams() / 10));
    }

    /** False if there is no unpaid invoice. */
    @Transactional
    boolean pay(UUID parcelId) {
        return invoices.findById(parcelId).map(Invoice::pay).orElse(false);
    }
}
