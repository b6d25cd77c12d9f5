package dev.orderly.localstack.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.localstack.demo.EventTrail.Event;
import dev.orderly.localstack.demo.EventTrail.Handling;
import dev.orderly.localstack.demo.EventTrail.Step;
import dev.orderly.localstack.shop.Service;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

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

    /** With the longest names, a position of seven digits, and the longest time before the demo gives up. */
    @ParameterizedTest
    @MethodSource("places")
    void fitsIn120ColumnsWithEachTransport(String heading, String location) {
        var completed = longest();
        var handlings = List.of(
                new Handling("order-service", Duration.ofSeconds(90)),
                new Handling("notification-service", Duration.ofSeconds(90)));

        var table = new TrailTable(heading, List.of(new Step(completed, location, handlings))).toString();

        assertThat(table).contains(location);
        assertThat(table.lines()).hasSize(3).allSatisfy(line -> assertThat(line)
                .hasSizeLessThanOrEqualTo(Columns.WIDTH));
    }

    static Stream<Arguments> places() {
        try (var feed = new FeedEventLocator()) {
            return Stream.of(
                    arguments("topic-partition@offset", "refund-events-5@1234567"),
                    arguments("exchange-routing key", "refund-events-5"),
                    arguments(feed.heading(), feed.locate(longest())));
        }
    }

    private static Event longest() {
        return new Event(Service.REFUND, ID, "refund.completed.v1", "o-1", 1_234_567, Instant.EPOCH);
    }

    @Test
    void showsMissingDeliveries() {
        var placed = new Event(Service.ORDER, ID, "order.placed.v1", "o-1", 1, Instant.EPOCH);

        var table = new TrailTable("topic-partition@offset", List.of(new Step(placed, "", List.of())));

        assertThat(table.toString()).contains("not there yet", "not handled yet");
    }
}
