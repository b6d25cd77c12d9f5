package dev.orderly.localstack.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import dev.orderly.localstack.demo.EventTrail.Event;
import dev.orderly.localstack.demo.EventTrail.Handling;
import dev.orderly.localstack.demo.EventTrail.Step;
import dev.orderly.localstack.shop.Service;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrailTableTests {

    private static final UUID ID = UUID.fromString("01a2025c-ab91-72d7-8a8f-9fc4bbd54ac9");

    @Test
    void hasOneRowPerConsumerThatHandledTheEvent() {
        var canceled = new Event(Service.ORDER, ID, "order.canceled.v1", "o-1", 12, Instant.EPOCH);
        var handlings = List.of(
                new Handling("refund-service", Duration.ofMillis(9)),
                new Handling("notification-service", Duration.ofMillis(11)));

        var table =
                new TrailTable("topic-partition@offset", List.of(new Step(canceled, "order-events-5@2", handlings)));

        assertThat(table).hasToString("""
                          position          type               event      topic-partition@offset  handled by            after
                          order-service 12  order.canceled.v1  …bbd54ac9  order-events-5@2        refund-service        9 ms
                                                                                                  notification-service  11 ms
                        """);
    }

    @Test
    void showsMissingDeliveries() {
        var placed = new Event(Service.ORDER, ID, "order.placed.v1", "o-1", 1, Instant.EPOCH);

        var table = new TrailTable("topic-partition@offset", List.of(new Step(placed, "", List.of())));

        assertThat(table.toString()).contains("not there yet", "not handled yet");
    }
}
