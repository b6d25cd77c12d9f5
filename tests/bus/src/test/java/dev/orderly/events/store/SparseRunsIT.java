package dev.orderly.events.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

/** Behind each event a transaction has rolled back, so that no insertion ids follow each other: one run for each batch does. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/sparse-store",
            "spring.autoconfigure.exclude=dev.orderly.events.kafka.KafkaTransportAutoConfiguration"
        })
class SparseRunsIT {

    private static final int EVENTS = 60;
    private static final int BATCH = 25;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    PlatformTransactionManager transactionManager;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @Autowired
    EventSequencer sequencer;

    @Autowired
    EventTrails trails;

    @Autowired
    StoreOffsets offsets;

    @Autowired
    ForwarderPosition forwarder;

    private long head;
    private List<UUID> ids;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "sparse");
    }

    @BeforeEach
    void raiseAndRollBackInTurns() {
        jdbc.sql("DELETE FROM orderly.event_entry").update();
        jdbc.sql("DELETE FROM orderly.forwarder_position").update();
        head = sequencer.head();
        IntStream.rangeClosed(1, EVENTS).forEach(number -> {
            raise(Integer.toString(number));
            rollBack();
        });
        while (!sequencer.number(BATCH).entries().isEmpty()) {}
        ids = jdbc.sql("SELECT id FROM orderly.event_entry ORDER BY insertion_id")
                .query(UUID.class)
                .list();
    }

    @Test
    void aBatchIsOneRun() {
        assertThat(jdbc.sql("SELECT count(*) FROM orderly.event_run WHERE last_position > ?")
                        .param(head)
                        .query(Long.class)
                        .single())
                .isEqualTo((EVENTS + BATCH - 1) / BATCH);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, BATCH, 1000})
    void aReaderGetsEachEventAtItsPosition(int limit) {
        for (int position = 0; position < EVENTS; position++) {
            var expected = IntStream.rangeClosed(position + 1, Math.min(EVENTS, position + limit));
            assertThat(store.get(head + position, limit))
                    .as("after position %d", position)
                    .extracting(EventEntry::position, each -> each.metadata().id())
                    .containsExactlyElementsOf(expected.mapToObj(each -> tuple(head + each, ids.get(each - 1)))
                            .toList());
        }
    }

    @Test
    void anEventIsFoundWithItsPosition() {
        for (int number = 1; number <= EVENTS; number++) {
            assertThat(trails.find(ids.get(number - 1)).orElseThrow().position())
                    .isEqualTo(head + number);
        }
    }

    @Test
    void aReaderCanBeginAtTheTimeOfEachEvent() {
        var first = Instant.now().plus(Duration.ofDays(1));
        setTimes(first, Duration.ofMinutes(1));

        for (int number = 1; number <= EVENTS; number++) {
            assertThat(offsets.since(first.plus(Duration.ofMinutes(number)))).contains(head + number - 1);
        }
    }

    @Test
    void whatTheForwarderHasStillToSendIsAsOldAsTheNextEvent() {
        setTimes(Instant.now(), Duration.ofHours(-1));

        for (int position = 0; position < EVENTS; position++) {
            forwarder.update(head + position);
            assertThat(Duration.ofSeconds((long) forwarder.backlog().age()).toHours())
                    .isEqualTo(position + 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, BATCH, BATCH + 1, BATCH + 13, EVENTS})
    void whatTheForwarderHasNotPassedIsNotDeleted(int number) {
        var keep = Duration.ofHours(1);
        var clock = Clock.fixed(Instant.now(), ZoneOffset.UTC);
        setTimes(clock.instant().minus(keep).minusSeconds(60L * number + 30), Duration.ofMinutes(1));
        var retention = new EventRetention(jdbc, transactions, clock, keep, Duration.ZERO, Duration.ofDays(1));

        forwarder.update(head + number - 1);
        retention.dropPassed();
        assertThat(offsets.earliest()).isEqualTo(head);

        forwarder.update(head + number);
        retention.dropPassed();
        assertThat(offsets.earliest()).isEqualTo(head + number);
    }

    /** It has a position of its own, in another run, although its insertion id is between those of this one. */
    @Test
    void anEventThatCommitsLateIsNotTakenForOneOfTheRun() {
        raise("before");
        transactions.executeWithoutResult(late -> {
            Events.raise(new GrainCounted("late"));
            rollBack();
            raise("after");
            sequencer.number(BATCH);
        });
        sequencer.number(BATCH);

        var entries = store.get(head + EVENTS, BATCH);
        assertThat(entries).extracting(each -> each.metadata().subject()).containsExactly("before", "after", "late");
        assertThat(entries)
                .extracting(
                        each -> trails.find(each.metadata().id()).orElseThrow().position())
                .containsExactly(head + EVENTS + 1, head + EVENTS + 2, head + EVENTS + 3);
        jdbc.sql(
                        "DELETE FROM orderly.event_entry WHERE insertion_id <= (SELECT insertion_id FROM orderly.event_entry WHERE id = ?)")
                .param(entries.get(0).metadata().id())
                .update();
        assertThat(offsets.earliest()).isEqualTo(head + EVENTS + 1);
        assertThatThrownBy(() -> store.get(head + EVENTS, 1)).isInstanceOf(EventsDroppedException.class);
    }

    private void raise(String grain) {
        inNewTransaction().executeWithoutResult(transaction -> Events.raise(new GrainCounted(grain)));
    }

    private void rollBack() {
        inNewTransaction().executeWithoutResult(transaction -> {
            Events.raise(new GrainCounted("undone"));
            transaction.setRollbackOnly();
        });
    }

    private TransactionTemplate inNewTransaction() {
        var template = new TransactionTemplate(transactionManager);
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return template;
    }

    private void setTimes(Instant before, Duration between) {
        for (int number = 1; number <= EVENTS; number++) {
            jdbc.sql("UPDATE orderly.event_entry SET occurred_at = ? WHERE id = ?")
                    .param(before.plus(between.multipliedBy(number)).atOffset(ZoneOffset.UTC))
                    .param(ids.get(number - 1))
                    .update();
        }
    }

    @EventType("grain.counted.v1")
    record GrainCounted(String grain) implements DomainEvent {

        @Override
        public String aggregateId() {
            return grain;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
