package dev.orderly.events;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.Basket.Emptied;
import dev.orderly.events.Basket.Filled;
import dev.orderly.events.Basket.Labelled;
import dev.orderly.events.Basket.LabelledV1;
import dev.orderly.events.Basket.LabelledV2;
import dev.orderly.events.Basket.Moved;
import dev.orderly.events.Basket.Price;
import dev.orderly.events.Basket.Priced;
import dev.orderly.events.Basket.Relocated;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventNotSerializableException;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventTooLargeException;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.type.EventJson;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionPhase;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

/** The way of an event through the whole bus: raised, stored, numbered, forwarded, received, handled. */
@SpringBootTest(
        properties = {
            "orderly.source=/baskets",
            "orderly.topic=basket-events",
            "orderly.subscriptions=basket-events",
            // So whatever arrives does so because its commit has woken the forwarder.
            "orderly.forwarder.poll-interval=1h",
            "orderly.forwarder.poll-interval-max=1h",
            "orderly.packages=dev.orderly.shop.contract",
            "orderly.max-event-size=" + EventBusIT.LARGEST
        })
class EventBusIT {

    static final int LARGEST = 2_000;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @Autowired
    Handlers handlers;

    @Autowired
    Listeners listeners;

    @Autowired
    ApplicationEventPublisher publisher;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "bus");
    }

    @Test
    void anEventReachesItsHandlerWithWhatIsKnownOfIt() {
        var basket = newBasket();

        raise(new Filled(basket, 3));

        await().until(() -> !handlers.of(basket).isEmpty());
        var handled = handlers.of(basket).get(0);
        assertThat(handled.event()).isEqualTo(new Filled(basket, 3));
        assertThat(handled.metadata().type()).isEqualTo("basket.filled.v1");
        assertThat(handled.metadata().source()).isEqualTo("/baskets");
        assertThat(handled.metadata().subject()).isEqualTo(basket);
        assertThat(handled.metadata().id().version()).isEqualTo(7);
        assertThat(handled.metadata().position()).isPositive();
    }

    @Test
    void anEventOfARolledBackTransactionIsNeverDelivered() {
        var basket = newBasket();

        transactions.executeWithoutResult(status -> {
            Events.raise(new Filled(basket, 1));
            status.setRollbackOnly();
        });
        raise(new Emptied(basket));

        await().until(() -> !handlers.of(basket).isEmpty());
        assertThat(handlers.of(basket)).extracting(Handled::event).containsExactly(new Emptied(basket));
    }

    @Test
    void eventsOfOneAggregateKeepTheirOrder() {
        var basket = newBasket();

        IntStream.rangeClosed(1, 200).forEach(pieces -> raise(new Filled(basket, pieces)));

        await().until(() -> handlers.of(basket).size() >= 200);
        assertThat(handlers.of(basket))
                .extracting(Handled::event)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 200)
                        .mapToObj(pieces -> new Filled(basket, pieces))
                        .toList());
    }

    @Test
    void positionsAreDense() {
        IntStream.range(0, 50).forEach(i -> raise(new Filled(newBasket(), i)));

        await().untilAsserted(() ->
                assertThat(jdbc.sql("""
                                SELECT count(*) FROM orderly.event_entry
                                WHERE insertion_id > (SELECT frontier FROM orderly.event_head)""").query(Long.class).single()).isZero());
        var positions = store.get(0, Integer.MAX_VALUE).stream()
                .map(EventEntry::position)
                .toList();
        assertThat(positions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, positions.size()).boxed().toList());
    }

    @Test
    void earlierVersionsReachTheHandlerOfTheNewestAsTheNewest() {
        var basket = newBasket();

        raise(new LabelledV1(basket, "red"));
        raise(new Labelled(basket, "green", "en", true));
        raise(new LabelledV2(basket, "rot", "de"));

        await().until(() -> handlers.of(basket).size() == 3);
        assertThat(handlers.of(basket))
                .extracting(Handled::event)
                .containsExactly(
                        new Labelled(basket, "red", "en", false),
                        new Labelled(basket, "green", "en", true),
                        new Labelled(basket, "rot", "de", false));
        assertThat(handlers.of(basket))
                .extracting(each -> each.metadata().type())
                .containsExactly("basket.labelled.v1", "basket.labelled.v3", "basket.labelled.v2");
    }

    @Test
    void aRenamedClassReadsWhatWasStoredUnderItsOldName() {
        var basket = newBasket();

        raise(new Moved(basket, "shelf 3"));

        await().until(() -> !handlers.of(basket).isEmpty());
        assertThat(handlers.of(basket)).extracting(Handled::event).containsExactly(new Relocated(basket, "shelf 3"));
    }

    @Test
    void anEventThatIsTooLargeIsRefusedWhereItIsRaisedAndNothingIsStored() {
        var basket = newBasket();

        assertThatThrownBy(() -> transactions.executeWithoutResult(status -> {
                    Events.raise(new Filled(basket, 1));
                    Events.raise(new Moved(basket, "x".repeat(LARGEST)));
                }))
                .isInstanceOf(EventTooLargeException.class)
                .hasMessageContaining("basket.moved.v1 of " + basket)
                .hasMessageContaining("orderly.max-event-size is " + LARGEST);
        raise(new Moved(basket, "x".repeat(LARGEST - payloadSizeOf(new Moved(basket, "")))));

        await().until(() -> !handlers.of(basket).isEmpty());
        assertThat(handlers.of(basket)).extracting(Handled::event).hasOnlyElementsOfType(Relocated.class);
    }

    @Test
    void anEventThatCannotBeWrittenIsRefusedWhereItIsRaisedWithoutItsValues() {
        var basket = newBasket();
        var event = new Priced(basket, Map.of("lee@example.com", List.of(new Price("kim@example.com"))));

        var refused = catchThrowable(() -> raise(event));

        assertThat(refused)
                .isInstanceOf(EventNotSerializableException.class)
                .hasMessageMatching(
                        "basket\\.priced\\.v1 [0-9a-f-]{36} of " + basket
                                + " cannot be written as JSON: java\\.lang\\.IllegalStateException at /prices/\\(key left out\\)/0/text of dev\\.orderly\\.events\\.Basket\\$Priced\\. Give the event .*");
        assertThat(refused).as("where it fails").hasStackTraceContaining("Basket$Price.text(Basket.java:");
        assertThat(Throwables.getStackTrace(refused)).doesNotContain("example.com");
        assertThat(storedEventsOf(basket)).isZero();
    }

    @Test
    void anEventWithoutAnAggregateIsRefusedWhereItIsRaised() {
        for (var nothing : Arrays.asList(null, "", " ")) {
            assertThatThrownBy(() -> raise(new Filled(nothing, 1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("basket.filled.v1 (dev.orderly.events.Basket$Filled) has no aggregateId");
        }
    }

    @Test
    void raisingOutsideATransactionFailsLoudly() {
        assertThatThrownBy(() -> Events.raise(new Filled(newBasket(), 1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("basket.filled.v1 was raised outside a transaction");
    }

    @Test
    void raisingInAListenerAfterTheCommitIsRefusedAndStoresNothing() {
        var basket = newBasket();

        publish(new AfterCommit(basket));

        assertThat(listeners.failureOf(basket))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("basket.filled.v1 of " + basket + " was raised after its transaction had ended")
                .hasMessageContaining("@Transactional(propagation = REQUIRES_NEW)");
        assertThat(storedEventsOf(basket)).isZero();
    }

    @Test
    void raisingInASynchronizationAfterTheCommitIsRefusedAndStoresNothing() {
        var basket = newBasket();

        assertThatThrownBy(() -> transactions.executeWithoutResult(status ->
                        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                            @Override
                            public void afterCommit() {
                                Events.raise(new Filled(basket, 1));
                            }
                        })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was raised after its transaction had ended");
        assertThat(storedEventsOf(basket)).isZero();
    }

    @Test
    void raisingAfterTheCommitInANewTransactionStoresTheEvent() {
        var basket = newBasket();

        publish(new AfterCommitInNewTransaction(basket));

        await().until(() -> !handlers.of(basket).isEmpty());
        assertThat(listeners.failureOf(basket)).isNull();
        assertThat(handlers.of(basket)).extracting(Handled::event).containsExactly(new Filled(basket, 1));
    }

    @Test
    void raisingInAListenerBeforeTheCommitStoresTheEventWithItsTransaction() {
        var basket = newBasket();

        publish(new BeforeCommit(basket));

        await().until(() -> !handlers.of(basket).isEmpty());
        assertThat(listeners.failureOf(basket)).isNull();
        assertThat(handlers.of(basket)).extracting(Handled::event).containsExactly(new Filled(basket, 1));
    }

    private void publish(Object event) {
        transactions.executeWithoutResult(status -> publisher.publishEvent(event));
    }

    private long storedEventsOf(String basket) {
        return jdbc.sql("SELECT count(*) FROM orderly.event_entry WHERE subject = ?")
                .param(basket)
                .query(Long.class)
                .single();
    }

    private static String newBasket() {
        return UUID.randomUUID().toString();
    }

    private static int payloadSizeOf(DomainEvent event) {
        return new EventJson().write(event).length;
    }

    private void raise(DomainEvent event) {
        transactions.executeWithoutResult(status -> Events.raise(event));
    }

    record Handled(Object event, EventMetadata metadata) {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Handlers handlers() {
            return new Handlers();
        }

        @Bean
        Listeners listeners() {
            return new Listeners();
        }
    }

    record AfterCommit(String basket) {}

    record AfterCommitInNewTransaction(String basket) {}

    record BeforeCommit(String basket) {}

    /** Spring only logs what a listener throws after the commit, so each keeps its failure. */
    static class Listeners {

        private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

        @TransactionalEventListener
        public void on(AfterCommit event) {
            raise(event.basket());
        }

        @TransactionalEventListener
        @Transactional(propagation = Propagation.REQUIRES_NEW)
        public void on(AfterCommitInNewTransaction event) {
            raise(event.basket());
        }

        @TransactionalEventListener(phase = TransactionPhase.BEFORE_COMMIT)
        public void on(BeforeCommit event) {
            raise(event.basket());
        }

        private void raise(String basket) {
            try {
                Events.raise(new Filled(basket, 1));
            } catch (RuntimeException e) {
                failures.put(basket, e);
                throw e;
            }
        }

        public RuntimeException failureOf(String basket) {
            return failures.get(basket);
        }
    }

    static class Handlers {

        private final List<Handled> handled = new CopyOnWriteArrayList<>();

        @EventHandler
        void on(Filled event, EventMetadata metadata) {
            handled.add(new Handled(event, metadata));
        }

        @EventHandler
        void on(Emptied event, EventMetadata metadata) {
            handled.add(new Handled(event, metadata));
        }

        @EventHandler
        void on(Labelled event, EventMetadata metadata) {
            handled.add(new Handled(event, metadata));
        }

        @EventHandler
        void on(Relocated event, EventMetadata metadata) {
            handled.add(new Handled(event, metadata));
        }

        List<Handled> of(String basket) {
            return new ArrayList<>(handled.stream()
                    .filter(each -> each.metadata().subject().equals(basket))
                    .toList());
        }
    }
}
