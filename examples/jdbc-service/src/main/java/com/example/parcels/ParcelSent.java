package com.example.parcels;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

@EventType("parcel.sent.v1")
public record ParcelSent(UUID parcelId, String address) implements DomainEvent {

    @Override
    public String aggregateId() {
        return parcelId.toString();
    }
}
