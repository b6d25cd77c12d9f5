package com.example.statistics;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

@EventType("parcel.delivered.v1")
public record ParcelDelivered(UUID parcelId) implements DomainEvent {

    @Override
    public String aggregateId() {
        return parcelId.toString();
    }
}
