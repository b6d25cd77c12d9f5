package com.example.parcels;

import java.util.UUID;

import dev.orderly.events.test.EventScenario;
import dev.orderly.events.test.servers.WithServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

import static org.assertj.core.api.Assertions.assertThat;

@SpringBootTest
@WithServers
class ParcelServiceTests {

    @Autowired
    Parcels parcels;

    @Autowired
    ParcelTrail trail;

    @Autowired
    EventScenario scenario;

    @Test
    void theTrailOfAParcelHasTheOrderOfItsEvents() {
        var id = UUID.randomUUID();

        scenario.when(() -> {
                    parcels.send(id, "Seoul");
                    parcels.deliver(id);
                })
                .untilHandled();

        assertThat(trail.of(id)).containsExactly("sent to Seoul", "delivered");
    }

    @Test
    void aParcelIsDeliveredOnce() {
        var id = UUID.randomUUID();

        scenario.when(() -> parcels.send(id, "Seoul")).untilHandled();
        scenario.when(() -> assertThat(parcels.deliver(id)).isTrue()).untilHandled();

        assertThat(parcels.deliver(id)).isFalse();
        assertThat(trail.of(id)).containsExactly("sent to Seoul", "delivered");
    }
}
