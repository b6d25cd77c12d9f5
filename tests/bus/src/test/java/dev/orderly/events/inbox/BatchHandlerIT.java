package dev.orderly.events.inbox;

import java.util.ArrayList;
import java.util.List;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.ReceivedEvent;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.test.Deliveries;
import dev.orderly.events.test.WithoutTransport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** Handlers that take several events at once. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {"orderly.source=/meters", "orderly.subscriptions=meter-events", "orderly.inbox.first-back-off=1h"
        })
@WithoutTransport
class BatchHandlerIT {

    @Autowired
    Deliveries deliveries;

    @Autowired
    Meters meters;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "batch_handlers");
    }

    @BeforeEach
    void clear() {
        meters.calls.clear();
        jdbc.sql("TRUNCATE TABLE orderly.dead_letter, orderly.processed_event, reading")
                .update();
    }

    @Test
    void theEventsOfADeliveryReachTheHandlerTogetherAndOnce() {
        var first = deliveries.prepare(new Read("a", 1));
        var second = deliveries.prepare(new Read("b", 2));
        var third = deliveries.prepare(new Read("a", 3));

        deliveries.deliverTogether(first, second, third, second);
        deliveries.deliverTogether(third, first);

        assertThat(meters.calls).containsExactly("read a1 b2 a3");
        assertThat(readings()).containsExactly(1L, 2L, 3L);
    }

    @Test
    void ifOneEventOfABatchFailsOnlyThatOneIsDeadLettered() {
        deliveries.deliverTogether(
                deliveries.prepare(new Read("a", 1)),
                deliveries.prepare(new Read("b", Meters.REFUSED)),
                deliveries.prepare(new Read("b", 3)),
                deliveries.prepare(new Read("c", 4)));

        assertThat(readings()).containsExactly(1L, 4L);
        assertThat(jdbc.sql("SELECT key || attempts FROM orderly.dead_letter ORDER BY id")
                        .query(String.class)
                        .list())
                .containsExactly("b2", "b0");
    }

    @Test
    void eventsOfAnAggregateKeepTheirOrderBetweenHandlers() {
        deliveries.deliverTogether(
                deliveries.prepare(new Read("a", 1)),
                deliveries.prepare(new Read("b", 2)),
                deliveries.prepare(new Replaced("c", 3)),
                deliveries.prepare(new Replaced("a", 4)),
                deliveries.prepare(new Read("a", 5)),
                deliveries.prepare(new Read("b", 6)));

        assertThat(meters.calls).containsExactly("replaced c3", "read a1 b2", "replaced a4", "read a5 b6");
    }

    @Test
    void aHandlerMayTakeTheMetadataOfEachEvent() {
        deliveries.deliverTogether(
                deliveries.prepare(new Checked("a", 1)).at(7),
                deliveries.prepare(new Checked("b", 2)).at(8));

        assertThat(meters.calls).containsExactly("checked a1 at 7 b2 at 8");
    }

    private List<Long> readings() {
        return jdbc.sql("SELECT number FROM reading ORDER BY id")
                .query(Long.class)
                .list();
    }

    @EventType("meter.read.v1")
    record Read(String aggregateId, long number) implements DomainEvent {}

    @EventType("meter.replaced.v1")
    record Replaced(String aggregateId, long number) implements DomainEvent {}

    @EventType("meter.checked.v1")
    record Checked(String aggregateId, long number) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Meters.class)
    static class Application {}

    static class Meters {

        static final long REFUSED = 13;

        private final List<String> calls = new ArrayList<>();
        private final JdbcClient jdbc;

        Meters(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE reading (id bigint GENERATED ALWAYS AS IDENTITY, number bigint)")
                    .update();
        }

        @EventHandler
        void read(List<Read> batch) {
            var call = new StringBuilder("read");
            for (var each : batch) {
                call.append(" ").append(each.aggregateId()).append(each.number());
                jdbc.sql("INSERT INTO reading (number) VALUES (?)")
                        .param(each.number())
                        .update();
                if (each.number() == REFUSED) {
                    throw new IllegalArgumentException("refused for this test");
                }
            }
            calls.add(call.toString());
        }

        @EventHandler
        void on(Replaced event) {
            calls.add("replaced " + event.aggregateId() + event.number());
        }

        @EventHandler
        void check(List<ReceivedEvent<Checked>> batch) {
            var call = new StringBuilder("checked");
            for (var each : batch) {
                call.append(" %s%d at %d"
                        .formatted(
                                each.event().aggregateId(),
                                each.event().number(),
                                each.metadata().position()));
            }
            calls.add(call.toString());
        }
    }
}
