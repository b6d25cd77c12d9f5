package com.example.parcels;

import java.util.List;
import java.util.UUID;

import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What has happened to each parcel. The bus opens the transaction, and calls a handler once per event. */
@Component
class ParcelTrail {

    private final JdbcClient jdbc;

    ParcelTrail(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(ParcelSent event, EventMetadata metadata) {
        add(event.parcelId(), metadata, "sent to " + event.address());
    }

    @EventHandler
    void on(ParcelDelivered event, EventMetadata metadata) {
        add(event.parcelId(), metadata, "delivered");
    }

    List<String> of(UUID parcelId) {
        return jdbc.sql("SELECT what FROM parcel_trail WHERE parcel_id = ? ORDER BY position")
                .param(parcelId)
                .query(String.class)
                .list();
    }

    private void add(UUID parcelId, EventMetadata metadata, String what) {
        jdbc.sql("INSERT INTO parcel_trail (parcel_id, position, what) VALUES (?, ?, ?)")
                .params(parcelId, metadata.position(), what)
                .update();
    }
}
