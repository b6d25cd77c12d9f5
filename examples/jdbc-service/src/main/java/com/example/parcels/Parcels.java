package com.example.parcels;

import java.util.UUID;

import dev.orderly.events.Events;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Sends parcels and delivers them. Each event is stored in the transaction of what it tells. */
@Service
class Parcels {

    private final JdbcClient jdbc;

    Parcels(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Transactional
    void send(UUID id, String address) {
        jdbc.sql("INSERT INTO parcel (id, address, delivered) VALUES (?, ?, false)")
                .params(id, address)
                .update();
        Events.raise(new ParcelSent(id, address));
    }

    /** False if there is no such parcel, or if it was delivered before. */
    @Transactional
    boolean deliver(UUID id) {
        // The update locks the row first: so the events of a parcel have the order of their commits.
        var updated = jdbc.sql("UPDATE parcel SET delivered = true WHERE id = ? AND NOT delivered")
                .param(id)
                .update();
        if (updated == 0) {
            return false;
        }
        Events.raise(new ParcelDelivered(id));
        return true;
    }
}
