package com.example.statistics;

import java.util.List;

import dev.orderly.events.EventHandler;
import dev.orderly.events.ReceivedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When each parcel was delivered. A consumer of its own writes it, in bulk, so neither it nor the statistics wait for each other. */
@Component
class DeliveryArchive {

    /** Writes nothing twice, so a replay may fill the table again. */
    private static final String ADD = """
            INSERT INTO delivery (parcel_id, delivered_at) SELECT * FROM unnest(?::uuid[], ?::timestamptz[])
            ON CONFLICT DO NOTHING""";

    private final JdbcClient jdbc;

    DeliveryArchive(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler(consumer = "archive")
    void add(List<ReceivedEvent<ParcelDelivered>> batch) {
        var parcels = batch.stream().map(each -> each.event().parcelId().toString());
        var times = batch.stream().map(each -> each.metadata().time().toString());
        jdbc.sql(ADD)
                .param(parcels.toArray(String[]::new))
                .param(times.toArray(String[]::new))
                .update();
    }

    long size() {
        return jdbc.sql("SELECT count(*) FROM delivery").query(Long.class).single();
    }
}
