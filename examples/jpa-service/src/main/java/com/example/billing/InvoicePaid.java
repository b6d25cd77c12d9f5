package com.example.billing;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

@EventType("invoice.paid.v1")
public record InvoicePaid(UUID parcelId, long cents) implements DomainEvent {

    @Override
    public String aggregateId() {
        return parcelId.toString();
    }
}
