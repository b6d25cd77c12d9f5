package com.example.billing;

import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Upcast;

/** What the parcel service will send: a parcel has a weight. */
@EventType("parcel.sent.v2")
public record ParcelSent(UUID parcelId, int grams) implements DomainEvent {

    private static final int USUAL_GRAMS = 1000;

    @Upcast
    static ParcelSent from(ParcelSentV1 earlier) {
        return new ParcelSent(earlier.parcelId(), USUAL_GRAMS);
    }

    @Override
    public String aggregateId() {
        return parcelId.toString();
    }
}
