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
import java.util.stream.Stream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.events.type.EventJson;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Whatever the order of commits: no reader of the store, the feed or the topic misses an event, positions have no gap, and
 * aggregates keep their order. Some transactions are stuck between their insertion id and their row, some roll back to a
 * savepoint or altogether, and a sequencer of another process gives positions, too.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "orderly.source=/ledger",
            "orderly.topic=" + ConcurrentCommitsIT.TOPIC,
            "spring.datasource.hikari.maximum-pool-size=20",
            "logging.level.dev.orderly.events.store=warn"
        })
class ConcurrentCommitsIT {

    static final String TOPIC = "ledger-events";

    private static final int WRITERS = 8;
    private static final int TRANSACTIONS_EACH = 1_250;
    private static final int ACCOUNTS = 20;
    private static final Duration HELD_OPEN = Duration.ofSeconds(5);

    private static final String SOMETIMES_STUCK = """
            CREATE FUNCTION sometimes_stuck() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF random() < 0.01 THEN
                    PERFORM pg_sleep(random() / 10);
                END IF;
                RETURN NEW;
            END $$;
            CREATE TRIGGER sometimes_stuck BEFORE INSERT ON orderly.event_entry
            FOR EACH ROW EXECUTE FUNCTION sometimes_stuck()""";

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());

    @LocalServerPort
    int port;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    PlatformTransactionManager transactionManager;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "ledger");
    }

    @Test
    void noReaderMissesAnEventAndEveryAggregateKeepsItsOrder() throws Exception {
        LoggerFactory.getLogger(getClass()).info("seed {}, repeat it with -Dorderly.seed", seed);
        jdbc.sql(SOMETIMES_STUCK).update();
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
            var sequencer = pool.submit(number(done));
            var follower = pool.submit(follow(done, committed));
            var feedReader = pool.submit(pull(done, committed));
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

            sequencer.get();
            var followed = follower.get();
            assertThat(committed.get()).isGreaterThan(WRITERS * TRANSACTIONS_EACH / 2);
            assertThat(followed).extracting(EventEntry::position).isEqualTo(upTo(committed.get()));
            assertThat(feedReader.get()).isEqualTo(upTo(committed.get()));
            versionsByAccount(followed).forEach((account, versions) -> assertThat(versions)
                    .as("versions of account " + account)
                    .isEqualTo(upTo(versions.size())));
            TestSystem.await().untilAsserted(() -> TopicRecords.assertEachOnceAndInOrder(TOPIC, committed.get()));
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
        var nested = new TransactionTemplate(transactionManager);
        nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
        for (int i = 0; i < TRANSACTIONS_EACH; i++) {
            var account = random.nextInt(ACCOUNTS);
            var rollsBack = random.nextInt(10) == 0;
            var changesItsMind = random.nextInt(10) == 0;
            transactions.executeWithoutResult(status -> {
                if (writesSomethingElseFirst) {
                    jdbc.sql("INSERT INTO request DEFAULT VALUES").update();
                }
                if (changesItsMind) {
                    nested.executeWithoutResult(savepoint -> {
                        change(account);
                        savepoint.setRollbackOnly();
                    });
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

    /** As another process would, beside the forwarder and the feed of this one. */
    private Callable<Void> number(AtomicBoolean done) {
        return () -> {
            var sequencer = new JdbcEventSequencer(jdbc);
            while (!done.get()) {
                sequencer.number(100);
            }
            return null;
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

    private Callable<List<Long>> pull(AtomicBoolean done, AtomicInteger committed) {
        return () -> {
            var feed = RestClient.create("http://localhost:" + port);
            List<Long> pulled = new ArrayList<>();
            while (!done.get() || pulled.size() < committed.get()) {
                var offset = pulled.isEmpty() ? 0 : pulled.get(pulled.size() - 1);
                var page = feed.get()
                        .uri("/events?offset={offset}&limit=100&timeout=100", offset)
                        .retrieve()
                        .body(Event[].class);
                Stream.of(page).map(each -> Long.valueOf(each.sequence())).forEach(pulled::add);
            }
            return pulled;
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

    record Event(String sequence) {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {}
}
