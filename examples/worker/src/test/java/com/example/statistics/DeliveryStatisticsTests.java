package com.example.statistics;

import java.time.LocalDate;
import java.util.UUID;

import dev.orderly.events.test.Deliveries;
import dev.orderly.events.test.WithoutTransport;
import dev.orderly.events.test.servers.WithPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
@WithPostgres
@WithoutTransport
class DeliveryStatisticsTests {

    @Test
    void eachParcelIsCountedOnce(@Autowired Deliveries deliveries, @Autowired DeliveriesByDay statistics) {
        // The test kit gives its events times from 1970 on.
        var before = statistics.parcelsOn(LocalDate.EPOCH);
        var parcel = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));
        var another = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));

        deliveries.deliver(parcel, another, parcel);

        assertThat(statistics.parcelsOn(LocalDate.EPOCH)).isEqualTo(before + 2);
        assertThat(statistics.parcelsOn(LocalDate.now())).isZero();
    }

    @Test
    void eachParcelIsArchivedOnce(@Autowired Deliveries deliveries, @Autowired DeliveryArchive archive) {
        var before = archive.size();
        var parcel = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));
        var another = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));

        deliveries.deliverTogether(parcel, another, parcel);

        assertThat(archive.size()).isEqualTo(before + 2);
    }
}
