package com.example.billing;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;

/** What the parcel service sends today: the fields that this service needs. */
@EventType("parcel.sent.v1")
public record ParcelSentV1(UUID parcelId) implements DomainEvent {

    @Override
    public String aggregateId() {
        return parcelId.toString();
    }
}
