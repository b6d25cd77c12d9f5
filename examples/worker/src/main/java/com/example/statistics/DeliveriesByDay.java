package com.example.statistics;

import java.time.LocalDate;
import java.time.ZoneOffset;

import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts. That is right although events may be received twice: the bus calls the handler once for each. */
@Component
class DeliveriesByDay {

    private static final Logger log = LoggerFactory.getLogger(DeliveriesByDay.class);

    private static final String COUNT = """
            INSERT INTO deliveries_by_day (day, parcels) VALUES (?, 1)
            ON CONFLICT (day) DO UPDATE SET parcels = deliveries_by_day.parcels + 1""";

    private final JdbcClient jdbc;

    DeliveriesByDay(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @EventHandler
    void on(ParcelDelivered event, EventMetadata metadata) {
        var day = LocalDate.ofInstant(metadata.time(), ZoneOffset.UTC);
        jdbc.sql(COUNT).param(day).update();
        if (!metadata.replay()) {
            log.info("Parcel {} was delivered; {} on {}", event.parcelId(), parcelsOn(day), day);
        }
    }

    long parcelsOn(LocalDate day) {
        return jdbc.sql("SELECT parcels FROM deliveries_by_day WHERE day = ?")
                .param(day)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }
}
