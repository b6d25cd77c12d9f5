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
        var parcel = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));
        var another = deliveries.prepare(new ParcelDelivered(UUID.randomUUID()));

        deliveries.deliver(parcel, another, parcel);

        // The test kit gives its events times from 1970 on.
        assertThat(statistics.parcelsOn(LocalDate.EPOCH)).isEqualTo(2);
        assertThat(statistics.parcelsOn(LocalDate.now())).isZero();
    }
}
