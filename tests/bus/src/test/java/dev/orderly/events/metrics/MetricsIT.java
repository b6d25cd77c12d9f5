package dev.orderly.events.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.forwarder.ForwarderStatus;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.test.Deliveries;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** What operators see; the test forwards in the forwarder's place, step by step. */
@SpringBootTest(
        properties = {
            "orderly.source=/shelves",
            "orderly.topic=shelf-events",
            "orderly.subscriptions=shelf-events",
            "orderly.inbox.poll-interval=10ms",
            "orderly.inbox.first-back-off=10ms",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
@Import(Deliveries.class)
class MetricsIT {

    private final String shelf = UUID.randomUUID().toString();

    @Autowired
    MeterRegistry registry;

    @Autowired
    Deliveries deliveries;

    @Autowired
    EventSequencer sequencer;

    @Autowired
    ForwarderPosition position;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    OrderlyProperties orderly;

    @Autowired
    BusState sharedState;

    @Autowired
    EventsHealthIndicator health;

    @Autowired
    Handler handler;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "metrics");
    }

    @Test
    void theBacklogIsWhatIsStoredAndNotForwarded() {
        var meters = new SimpleMeterRegistry();
        var state = state(jdbc, Duration.ZERO);
        new BusGauges(state, orderly, new ForwarderStatus(), List.of(orderly.consumer())).bindTo(meters);
        for (int book = 0; book < 3; book++) {
            raise(new Stacked(shelf, book));
        }
        assertThat(gauge(meters, "orderly.events.backlog")).isEqualTo(3);

        sequencer.number(10);
        assertThat(gauge(meters, "orderly.events.backlog")).isEqualTo(3);
        assertThat(gauge(meters, "orderly.events.backlog.age")).isPositive();

        forwardedUpTo(2);
        assertThat(gauge(meters, "orderly.events.backlog")).isEqualTo(1);
        assertThat(meters.get("orderly.events.forwarded").functionCounter().count())
                .isEqualTo(2);

        forwardedUpTo(3);
        assertThat(gauge(meters, "orderly.events.backlog")).isZero();
        assertThat(gauge(meters, "orderly.events.backlog.age")).isZero();
    }

    /** Each looks for the first time, as after a restart, or as another instance. */
    @Test
    void aBacklogThatDoesNotMoveIsStalledWhoeverLooks() {
        assertThat(healthAtFirstSight()).containsEntry("backlog", 0L).containsEntry("stalled", false);

        raise(new Stacked(shelf, 1));
        raise(new Stacked(shelf, 2));
        assertThat(healthAtFirstSight()).containsEntry("backlog", 2L).containsEntry("stalled", false);

        secondsPass(25);
        assertThat(healthAtFirstSight()).containsEntry("stalled", false);
        secondsPass(10);
        assertThat(healthAtFirstSight()).containsEntry("backlog", 2L).containsEntry("stalled", true);

        sequencer.number(10);
        assertThat(healthAtFirstSight()).containsEntry("stalled", true);

        // As old as the backlog may be: it moves.
        position.update(sequencer.head() - 1);
        assertThat(healthAtFirstSight()).containsEntry("backlog", 1L).containsEntry("stalled", false);
        secondsPass(31);
        position.update(sequencer.head() - 1);
        assertThat(healthAtFirstSight()).containsEntry("stalled", true);

        position.update(sequencer.head());
        assertThat(healthAtFirstSight()).containsEntry("backlog", 0L).containsEntry("stalled", false);
    }

    private Map<String, Object> healthAtFirstSight() {
        var health =
                new EventsHealthIndicator(state(jdbc, Duration.ofHours(1)), orderly, new ForwarderStatus()).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        return health.getDetails();
    }

    /** The beans, with the defaults: the database is asked again after some seconds, and not before. */
    @Test
    void theApplicationsOwnHealthShowsThatABacklogIsStalled() {
        var seen = sharedState.get();
        await().until(() -> sharedState.get() == sharedState.get());
        await().until(() -> sharedState.get() != seen);

        raise(new Stacked(shelf, 1));
        secondsPass(31);

        await().until(() -> health.health().getDetails().get("stalled").equals(true));
        assertThat(health.health().getStatus()).isEqualTo(Status.UP);
        sequencer.number(10);
        position.update(sequencer.head());
        await().until(() -> health.health().getDetails().get("stalled").equals(false));
    }

    /** For the database, which compares its clock with what is stored. */
    private void secondsPass(int seconds) {
        jdbc.sql("UPDATE orderly.event_entry SET occurred_at = occurred_at - make_interval(secs => ?)")
                .param(seconds)
                .update();
        jdbc.sql("UPDATE orderly.forwarder_position SET updated_at = updated_at - make_interval(secs => ?)")
                .param(seconds)
                .update();
    }

    @Test
    void eachEventIsCountedOnceAsHandledAndThenAsADuplicate() {
        deliveries.twice(new Labelled(shelf));

        assertThat(count("orderly.events.handled", "shelf.labelled.v1")).isEqualTo(1);
        assertThat(count("orderly.events.duplicates", "shelf.labelled.v1")).isEqualTo(1);
    }

    @Test
    void whatIsRolledBackIsNotCountedAndTheRetryThatSucceedsIs() {
        handler.failures = 2;

        deliveries.deliverTogether(deliveries.prepare(new Swept(shelf)), deliveries.prepare(new Dusted(shelf)));

        // It shared the batch that was rolled back, and was handled again alone.
        assertThat(count("orderly.events.handled", "shelf.swept.v1")).isEqualTo(1);
        await().untilAsserted(() ->
                assertThat(count("orderly.events.retries", "shelf.dusted.v1")).isEqualTo(1));
        assertThat(count("orderly.events.handled", "shelf.dusted.v1")).isEqualTo(1);
    }

    @Test
    void parkedEventsShowInTheHealthWhichStaysUp() {
        jdbc.sql("""
                        INSERT INTO orderly.dead_letter (consumer, event_id, topic, origin, headers, parked, attempts, reason)
                        VALUES ('shelves', ?, 'shelf-events', 'here', '', true, 1, 'a test')""").param(UUID.randomUUID()).update();

        var state = state(jdbc, Duration.ZERO);
        var meters = new SimpleMeterRegistry();
        new BusGauges(state, orderly, new ForwarderStatus(), List.of(orderly.consumer())).bindTo(meters);

        var health = new EventsHealthIndicator(state, orderly, new ForwarderStatus()).health();
        assertThat(health.getStatus()).isEqualTo(Status.UP);
        assertThat(health.getDetails()).containsEntry("parked", 1L);
        assertThat(meters.get("orderly.events.parked")
                        .tag("consumer", "shelves")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void deadLettersOfARenamedConsumerAreMentionedAtStartWithTheWayOut(@Autowired UnclaimedDeadLetters unclaimed) {
        insertDeadLetter("racks");
        insertDeadLetter("racks");
        insertDeadLetter("racks-forwarder");
        insertDeadLetter("shelves");
        insertDeadLetter("shelves-forwarder");
        insertDeadLetter("shelves.labels");
        try (var lines = LogLines.open()) {
            unclaimed.afterSingletonsInstantiated();

            assertThat(lines.warnings(UnclaimedDeadLetters.class.getName()))
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .containsExactlyInAnyOrder(
                            "2 dead letters of the consumer racks are never retried, because this service is the consumer shelves. If it was renamed, set orderly.consumer=racks again, or move them: UPDATE orderly.dead_letter SET consumer = 'shelves' WHERE consumer = 'racks'",
                            "1 dead letters of the consumer racks-forwarder are never retried, because this service is the consumer shelves. If it was renamed, set orderly.consumer=racks again, or move them: UPDATE orderly.dead_letter SET consumer = 'shelves-forwarder' WHERE consumer = 'racks-forwarder'",
                            "1 dead letters of the consumer shelves.labels are never retried, because no event handler of this service belongs to it. Give it a handler again, @EventHandler(consumer = \"labels\"), or discard them");
        }
    }

    /** Not due before the test is over. */
    private void insertDeadLetter(String consumer) {
        jdbc.sql("""
                        INSERT INTO orderly.dead_letter
                            (consumer, event_id, topic, origin, headers, parked, attempts, reason, next_attempt_at)
                        VALUES (?, ?, 'shelf-events', 'here', '', false, 1, 'a test', 'infinity')""").params(consumer, UUID.randomUUID()).update();
    }

    @Test
    void theDatabaseIsNotAskedAgainForAWhile() {
        var state = state(jdbc, Duration.ofHours(1));

        assertThat(state.get()).isNotNull().isSameAs(state.get());
    }

    @Test
    void aDatabaseThatIsAwayFailsNoScrape() {
        var nowhere = JdbcClient.create(new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/nowhere", "x", "x"));
        var state = state(nowhere, Duration.ofSeconds(5));
        var meters = new SimpleMeterRegistry();
        new BusGauges(state, orderly, new ForwarderStatus(), List.of(orderly.consumer())).bindTo(meters);

        assertThat(gauge(meters, "orderly.events.backlog")).isNaN();
        assertThat(new EventsHealthIndicator(state, orderly, new ForwarderStatus())
                        .health()
                        .getStatus())
                .isEqualTo(Status.UNKNOWN);
    }

    @Test
    void theApplicationsRegistryHasTheGauges() {
        assertThat(registry.find("orderly.events.backlog")
                        .tag("source", "/shelves")
                        .gauge())
                .isNotNull();
        assertThat(sharedState.get()).isNotNull();
        assertThat(registry.find("hikaricp.connections.max").gauges())
                .as("the pools of the application and of the bus")
                .extracting(Gauge::value)
                .containsExactlyInAnyOrder(10.0, 5.0);
    }

    private static BusState state(JdbcClient jdbc, Duration cached) {
        return new BusState(new ForwarderPosition(jdbc), new DeadLetterCounts(jdbc), cached);
    }

    private void raise(DomainEvent event) {
        transactions.executeWithoutResult(status -> Events.raise(event));
    }

    private void forwardedUpTo(long position) {
        jdbc.sql("""
                        INSERT INTO orderly.forwarder_position (position) VALUES (?)
                        ON CONFLICT (singleton) DO UPDATE SET position = excluded.position""").param(position).update();
    }

    private static double gauge(MeterRegistry meters, String name) {
        return meters.get(name).gauge().value();
    }

    private double count(String name, String type) {
        var counter =
                registry.find(name).tag("type", type).tag("consumer", "shelves").counter();
        return counter == null ? 0 : counter.count();
    }

    @EventType("shelf.stacked.v1")
    record Stacked(String aggregateId, int book) implements DomainEvent {}

    @EventType("shelf.labelled.v1")
    record Labelled(String aggregateId) implements DomainEvent {}

    @EventType("shelf.swept.v1")
    record Swept(String aggregateId) implements DomainEvent {}

    @EventType("shelf.dusted.v1")
    record Dusted(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        MeterRegistry meterRegistry() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Handler handler() {
            return new Handler();
        }
    }

    static class Handler {

        volatile int failures;

        @EventHandler
        void on(Labelled event) {}

        @EventHandler
        void on(Swept event) {}

        @EventHandler
        void on(Dusted event) {
            if (failures-- > 0) {
                throw new IllegalStateException("dust everywhere");
            }
        }
    }
}
