package dev.orderly.events.store;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What is dropped from the store, and when. Each test begins ten events before the end of a partition. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/archive",
            "orderly.retention.keep=1h",
            "orderly.retention.delete-after=1d",
            "orderly.retention.interval=1d"
        })
class RetentionIT {

    private static final int BEFORE_THE_END = 10;

    private static final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2030-01-01T00:00:00Z"));

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @Autowired
    EventSequencer sequencer;

    @Autowired
    EventRetention retention;

    @Autowired
    EntryPartitions partitions;

    private long partition;
    private long head;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "archive");
    }

    @BeforeEach
    void goToTheEndOfAPartition() {
        long last = jdbc.sql("SELECT last_value FROM orderly.event_entry_insertion_id_seq")
                .query(Long.class)
                .single();
        partition = last / RangePartitions.SIZE;
        long position = RangePartitions.startOf(partition + 1) - BEFORE_THE_END - 1;
        jdbc.sql("SELECT setval('orderly.event_entry_insertion_id_seq', ?)")
                .param(position)
                .query(Long.class)
                .single();
        // Nobody has raised the events in between, and looked ahead meanwhile.
        partitions.afterPropertiesSet();
        jdbc.sql("UPDATE orderly.event_head SET position = ?, frontier = ?")
                .params(position, position)
                .update();
        jdbc.sql("DELETE FROM orderly.reader_offset").update();
        jdbc.sql("DELETE FROM orderly.forwarder_position").update();
        head = position;
    }

    @Test
    void aPartitionIsDroppedOnceEveryReaderHasPassedIt() {
        raise(2 * BEFORE_THE_END);
        numberAll();
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));

        retention.dropPassed();
        assertThat(entryPartitions()).as("with no reader").contains(partition);

        passed("fast", head + 2 * BEFORE_THE_END);
        passed("slow", head + 1);
        retention.dropPassed();
        assertThat(entryPartitions()).as("with a slow reader").contains(partition);
        assertThat(store.get(head + 1, 100)).hasSize(2 * BEFORE_THE_END - 1);

        passed("slow", head + BEFORE_THE_END + 5);
        retention.dropPassed();
        assertThat(entryPartitions()).doesNotContain(partition);
        assertThat(runPartitions()).doesNotContain(partition);
        assertThat(store.get(head + BEFORE_THE_END, 100)).hasSize(BEFORE_THE_END);
    }

    @Test
    void aPartitionIsKeptUntilTheForwarderHasPassedItWhoeverElseHas() {
        raise(2 * BEFORE_THE_END);
        numberAll();
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        var forwarder = new ForwarderPosition(jdbc);
        forwarder.update(head);
        passed("reader", head + 2 * BEFORE_THE_END);

        retention.dropPassed();
        assertThat(entryPartitions()).contains(partition);

        forwarder.update(head + BEFORE_THE_END);
        retention.dropPassed();
        assertThat(entryPartitions()).doesNotContain(partition);
    }

    @Test
    void whoAsksForDroppedEventsIsToldSo() {
        raise(2 * BEFORE_THE_END);
        numberAll();
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        passed("reader", head + 2 * BEFORE_THE_END);
        retention.dropPassed();

        assertThatThrownBy(() -> store.get(head, 100))
                .isInstanceOf(EventsDroppedException.class)
                .hasMessageContaining("the oldest event in the store has position " + (head + BEFORE_THE_END + 1));
        assertThatThrownBy(() -> store.get(head, 1)).isInstanceOf(EventsDroppedException.class);
        assertThat(store.get(head + 2 * BEFORE_THE_END, 100)).isEmpty();
    }

    @Test
    void youngEventsStay() {
        raise(2 * BEFORE_THE_END);
        numberAll();
        passed("reader", head + 2 * BEFORE_THE_END);

        retention.dropPassed();

        assertThat(entryPartitions()).contains(partition);
    }

    @AfterEach
    void leaveThePartition() {
        raise(2 * BEFORE_THE_END);
        numberAll();
    }

    @Test
    void aServiceWithFewEventsDeletesThoseThatAreMuchOlder() {
        raise(5);
        numberAll();
        now.updateAndGet(time -> time.plus(Duration.ofHours(20)));
        raise(1);
        numberAll();
        passed("fast", head + 6);
        passed("slow", head + 3);

        retention.dropPassed();
        assertThat(store.get(head, 100)).as("younger than a day and an hour").hasSize(6);

        now.updateAndGet(time -> time.plus(Duration.ofHours(6)));
        retention.dropPassed();
        assertThat(stored()).as("with a slow reader").isEqualTo(6);

        passed("slow", head + 5);
        retention.dropPassed();
        assertThat(stored()).isEqualTo(1);
        assertThat(store.get(head + 5, 100)).hasSize(1);
        assertThatThrownBy(() -> store.get(head + 4, 100)).isInstanceOf(EventsDroppedException.class);
        assertThat(entryPartitions()).contains(partition);

        now.updateAndGet(time -> time.plus(Duration.ofDays(2)));
        passed("slow", head + 6);
        retention.dropPassed();
        assertThat(stored()).isZero();
        assertThat(store.get(head + 6, 100)).isEmpty();
        assertThatThrownBy(() -> store.get(head + 5, 100)).isInstanceOf(EventsDroppedException.class);
    }

    @Test
    void discardedEventsAreForgottenAfterTheSameTime() {
        jdbc.sql("""
                        INSERT INTO orderly.discarded_event (id, consumer, event_id, topic, origin, headers, payload, attempts,
                            reason, dead_lettered_at, discarded_at, discarded_by, discard_reason)
                        SELECT age, 'archive', gen_random_uuid(), 't', 't-0@1', '', 'kim@example.com', 1, '', :now, :now - age * interval '40 min',
                            'ops', 'spam'
                        FROM generate_series(1, 2) AS age""").param("now", now.get().atOffset(ZoneOffset.UTC)).update();

        retention.dropPassed();

        assertThat(jdbc.sql("SELECT id FROM orderly.discarded_event")
                        .query(Long.class)
                        .list())
                .containsExactly(1L);
    }

    @Test
    void eventsWithoutAPositionStayAlthoughEachPositionIsPassed() {
        raise(2 * BEFORE_THE_END);
        sequencer.number(BEFORE_THE_END - 1);
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        passed("reader", head + BEFORE_THE_END - 1);

        retention.dropPassed();

        assertThat(entryPartitions()).contains(partition);
    }

    @Test
    void anEventWhoseTransactionIsStillOpenIsWaitedFor() throws Exception {
        var raised = new CountDownLatch(1);
        var mayCommit = new CountDownLatch(1);
        var late = CompletableFuture.runAsync(() -> transactions.executeWithoutResult(status -> {
            Events.raise(new Filed("late"));
            raised.countDown();
            await(mayCommit);
        }));
        await(raised);
        raise(2 * BEFORE_THE_END);
        numberAll();
        now.updateAndGet(time -> time.plus(Duration.ofHours(2)));
        passed("reader", head + 2 * BEFORE_THE_END);

        try (var lines = LogLines.open()) {
            retention.dropPassed();
            assertThat(lines.warnings("dev.orderly")).isEmpty();
        }
        assertThat(entryPartitions()).as("while the transaction is open").contains(partition);
        mayCommit.countDown();
        late.get();
        retention.dropPassed();
        assertThat(entryPartitions()).as("before it has its position").contains(partition);
        numberAll();
        retention.dropPassed();
        assertThat(entryPartitions()).as("before the reader has it").contains(partition);

        assertThat(store.get(head + 2 * BEFORE_THE_END, 100))
                .extracting(each -> each.metadata().subject())
                .containsExactly("late");
        passed("reader", head + 2 * BEFORE_THE_END + 1);
        retention.dropPassed();
        assertThat(entryPartitions()).doesNotContain(partition);
    }

    private void raise(int events) {
        transactions.executeWithoutResult(
                status -> IntStream.range(0, events).forEach(each -> Events.raise(new Filed("f" + each))));
    }

    private void numberAll() {
        while (!sequencer.number(5).entries().isEmpty()) {
            // in runs of five
        }
    }

    private void passed(String reader, long position) {
        jdbc.sql("""
                        INSERT INTO orderly.reader_offset VALUES (?, ?)
                        ON CONFLICT (reader) DO UPDATE SET position = excluded.position""").params(reader, position).update();
    }

    private int stored() {
        return jdbc.sql("SELECT count(*) FROM orderly.event_entry WHERE insertion_id > ?")
                .param(head)
                .query(Integer.class)
                .single();
    }

    private List<Long> entryPartitions() {
        return new RangePartitions(jdbc, "event_entry").existing();
    }

    private List<Long> runPartitions() {
        return new RangePartitions(jdbc, "event_run").existing();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @EventType("archive.filed.v1")
    record Filed(String file) implements DomainEvent {

        @Override
        public String aggregateId() {
            return file;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Clock clock() {
            InstantSource source = now::get;
            return source.withZone(ZoneOffset.UTC);
        }
    }
}
