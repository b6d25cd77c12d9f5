package dev.orderly.events.store;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.type.EventJson;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Whatever the order of commits: no reader misses an event, positions have no gap, aggregates keep their order. */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/ledger",
            "spring.datasource.hikari.maximum-pool-size=20",
            "logging.level.dev.orderly.events.store=warn"
        })
class ConcurrentCommitsIT {

    private static final int WRITERS = 8;
    private static final int TRANSACTIONS_EACH = 1_250;
    private static final int ACCOUNTS = 20;
    private static final Duration HELD_OPEN = Duration.ofSeconds(5);

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @Autowired
    EventSequencer sequencer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connectDatabase(registry, "ledger");
    }

    @Test
    void noReaderMissesAnEventAndEveryAggregateKeepsItsOrder() throws Exception {
        LoggerFactory.getLogger(getClass()).info("seed {}, repeat it with -Dorderly.seed", seed);
        jdbc.sql("CREATE TABLE account (id int PRIMARY KEY, version int NOT NULL)")
                .update();
        jdbc.sql("CREATE TABLE request (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)")
                .update();
        IntStream.rangeClosed(0, ACCOUNTS)
                .forEach(id ->
                        jdbc.sql("INSERT INTO account VALUES (?, 0)").param(id).update());
        var done = new AtomicBoolean();
        var committed = new AtomicInteger();
        var pool = Executors.newCachedThreadPool();
        try {
            var late = pool.submit(() -> commitLate(committed));
            List<Future<List<EventEntry>>> sequencers = List.of(
                    pool.submit(untilAllIsNumbered(done, committed)), pool.submit(untilAllIsNumbered(done, committed)));
            var follower = pool.submit(follow(done, committed));
            List<Future<?>> writers = new ArrayList<>();
            for (int i = 0; i < WRITERS; i++) {
                var random = new Random(seed + i);
                var writesSomethingElseFirst = i == 0;
                writers.add(pool.submit(() -> write(random, writesSomethingElseFirst, committed)));
            }
            for (var writer : writers) {
                writer.get();
            }
            late.get();
            done.set(true);

            var numbered = new ArrayList<EventEntry>();
            for (var each : sequencers) {
                numbered.addAll(each.get());
            }
            var followed = follower.get();
            assertThat(committed.get()).isGreaterThan(WRITERS * TRANSACTIONS_EACH / 2);
            assertThat(followed).extracting(EventEntry::position).isEqualTo(upTo(committed.get()));
            assertThat(numbered)
                    .extracting(EventEntry::position)
                    .containsExactlyInAnyOrderElementsOf(upTo(committed.get()));
            versionsByAccount(followed).forEach((account, versions) -> assertThat(versions)
                    .as("versions of account " + account)
                    .isEqualTo(upTo(versions.size())));
        } finally {
            pool.shutdownNow();
        }
    }

    /** Raises first and commits last: its insertion id is lower than those of events that others have read long since. */
    private Void commitLate(AtomicInteger committed) {
        transactions.executeWithoutResult(status -> {
            change(ACCOUNTS);
            await().pollDelay(HELD_OPEN).atMost(HELD_OPEN.plusMinutes(1)).until(() -> committed.get() > 0);
        });
        committed.incrementAndGet();
        return null;
    }

    private void write(Random random, boolean writesSomethingElseFirst, AtomicInteger committed) {
        for (int i = 0; i < TRANSACTIONS_EACH; i++) {
            var account = random.nextInt(ACCOUNTS);
            var rollsBack = random.nextInt(10) == 0;
            transactions.executeWithoutResult(status -> {
                if (writesSomethingElseFirst) {
                    jdbc.sql("INSERT INTO request DEFAULT VALUES").update();
                }
                change(account);
                if (rollsBack) {
                    status.setRollbackOnly();
                }
            });
            if (!rollsBack) {
                committed.incrementAndGet();
            }
        }
    }

    private void change(int account) {
        int version = jdbc.sql("SELECT version FROM account WHERE id = ? FOR UPDATE")
                        .param(account)
                        .query(Integer.class)
                        .single()
                + 1;
        jdbc.sql("UPDATE account SET version = ? WHERE id = ?")
                .params(version, account)
                .update();
        Events.raise(new Changed(account, version));
    }

    private Callable<List<EventEntry>> untilAllIsNumbered(AtomicBoolean done, AtomicInteger committed) {
        return () -> {
            List<EventEntry> numbered = new ArrayList<>();
            long head = 0;
            while (!done.get() || head < committed.get()) {
                var batch = sequencer.number(100);
                numbered.addAll(batch.entries());
                head = batch.head();
            }
            return numbered;
        };
    }

    private Callable<List<EventEntry>> follow(AtomicBoolean done, AtomicInteger committed) {
        return () -> {
            List<EventEntry> followed = new ArrayList<>();
            while (!done.get() || followed.size() < committed.get()) {
                var offset = followed.isEmpty()
                        ? 0
                        : followed.get(followed.size() - 1).position();
                followed.addAll(store.get(offset, 100));
            }
            return followed;
        };
    }

    private static Map<Integer, List<Long>> versionsByAccount(List<EventEntry> entries) {
        var json = new EventJson();
        return entries.stream()
                .map(each -> json.read(each.payload(), Changed.class))
                .collect(groupingBy(Changed::account, mapping(each -> (long) each.version(), toList())));
    }

    private static List<Long> upTo(long last) {
        return LongStream.rangeClosed(1, last).boxed().toList();
    }

    @EventType("account.changed.v1")
    record Changed(int account, int version) implements DomainEvent {

        @Override
        public String aggregateId() {
            return Integer.toString(account);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
