package dev.orderly.events.test;

import java.util.List;
import java.util.UUID;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.test.servers.WithPostgres;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.event.ApplicationEvents;
import org.springframework.test.context.event.RecordApplicationEvents;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** A user's test of handlers: a database, and no broker. */
@SpringBootTest(
        properties = {"orderly.source=/shelves", "orderly.subscriptions=shelf-events", "orderly.inbox.poll-interval=1h"
        })
@WithPostgres
@WithoutTransport
@RecordApplicationEvents
class DeliveriesIT {

    private final String shelf = UUID.randomUUID().toString();

    @Autowired
    Deliveries deliveries;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Test
    void noTransportIsConfigured(@Autowired ConfigurableApplicationContext context) {
        assertThat(context.containsBean("eventListener")).isFalse();
        assertThat(context.getEnvironment().getProperty("spring.kafka.bootstrap-servers"))
                .isNull();
    }

    @Test
    void anEventThatIsDeliveredTwiceIsHandledOnce() {
        deliveries.twice(new Stacked(shelf, 1));

        assertThat(books()).containsExactly(1);
    }

    @Test
    void twoEventsThatLookTheSameAreStillTwo() {
        deliveries.deliver(new Stacked(shelf, 1), new Stacked(shelf, 1));

        assertThat(books()).containsExactly(1, 1);
    }

    @Test
    void eventsArriveInTheOrderInWhichTheyAreDelivered() {
        var first = deliveries.prepare(new Stacked(shelf, 1));
        var second = deliveries.prepare(new Stacked(shelf, 2));

        deliveries.deliverTogether(second, first, second);

        assertThat(books()).containsExactly(2, 1);
        assertThat(first.position()).isLessThan(second.position());
    }

    @Test
    void theHandlerIsToldTheIdAndThePositionOfTheTestsChoice() {
        var id = UUID.randomUUID();

        deliveries.deliver(deliveries.prepare(new Stacked(shelf, 1)).withId(id).at(77));

        assertThat(jdbc.sql("SELECT event_id || '@' || position FROM shelved WHERE shelf = ?")
                        .param(shelf)
                        .query(String.class)
                        .single())
                .isEqualTo(id + "@77");
    }

    @Test
    void aHandlerThatFailsLeavesADeadLetterAsInProduction() {
        deliveries.deliver(new Stacked(shelf, -1), new Stacked(shelf, 2));

        assertThat(books()).isEmpty();
        assertThat(jdbc.sql("SELECT count(*) FROM orderly.dead_letter WHERE key = ?")
                        .param(shelf)
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }

    @Test
    void anEventThatNothingHandlesCannotBeDelivered() {
        assertThatThrownBy(() -> deliveries.deliver(new Burned(shelf)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("No @EventHandler of this application context handles shelf.burned.v1");
    }

    @Test
    void springShowsWhatAUseCaseHasRaised(@Autowired ApplicationEvents events) {
        transactions.executeWithoutResult(status -> Events.raise(new Stacked(shelf, 3)));

        assertThat(events.stream(Stacked.class)).containsExactly(new Stacked(shelf, 3));
    }

    private List<Integer> books() {
        return jdbc.sql("SELECT book FROM shelved WHERE shelf = ? ORDER BY id")
                .param(shelf)
                .query(Integer.class)
                .list();
    }

    @EventType("shelf.stacked.v1")
    record Stacked(String aggregateId, int book) implements DomainEvent {}

    @EventType("shelf.burned.v1")
    record Burned(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(Librarian.class)
    static class Application {}

    static class Librarian {

        private final JdbcClient jdbc;

        Librarian(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql(
                            "CREATE TABLE IF NOT EXISTS shelved (id serial, shelf text, book int, event_id uuid, position bigint)")
                    .update();
        }

        @EventHandler
        void on(Stacked event, EventMetadata metadata) {
            if (event.book() < 0) {
                throw new IllegalArgumentException("no such book");
            }
            jdbc.sql("INSERT INTO shelved (shelf, book, event_id, position) VALUES (?, ?, ?, ?)")
                    .params(event.aggregateId(), event.book(), metadata.id(), metadata.position())
                    .update();
        }
    }
}
