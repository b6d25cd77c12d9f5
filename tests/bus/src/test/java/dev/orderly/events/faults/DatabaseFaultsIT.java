package dev.orderly.events.faults;

import java.net.URI;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.EventHandler;
import dev.orderly.events.faults.Sellers.Call;
import dev.orderly.events.faults.Sellers.Outcome;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.LoopbackProxy.Fate;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The database fails while events are raised, numbered, forwarded and handled, all on it: the server dies, connections
 * die, answers to commits are lost. What the sellers were told is held against the store, the topic and the effects.
 */
@Tag("full")
@OnProcesses
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/tills",
            "orderly.topic=" + DatabaseFaultsIT.TOPIC,
            "orderly.subscriptions=" + DatabaseFaultsIT.TOPIC,
            "orderly.forwarder.retry-max=500ms",
            "orderly.kafka.retry-pause=200ms",
            "spring.datasource.hikari.connection-timeout=1000",
            "logging.level.root=error",
            "logging.level.org.springframework=off",
            "logging.level.dev.orderly.events.faults=info"
        })
class DatabaseFaultsIT {

    static final String TOPIC = "till-events";

    private static final Logger log = LoggerFactory.getLogger(DatabaseFaultsIT.class);
    private static final int SELLERS = 6;
    private static final String NUMBERING = "UPDATE orderly.event_head";

    private static final String TERMINATE_ALL_OTHERS = """
            SELECT pid,
                   state = 'active' AND query = 'COMMIT' AS committing,
                   EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pg_locks.pid = backend.pid) AS leading,
                   pg_terminate_backend(pid) AS terminated
            FROM pg_stat_activity AS backend
            WHERE datname = current_database() AND pid <> pg_backend_pid()""";

    /** Open as long as the JVM, like the cached application context. */
    private static LoopbackProxy proxy;

    private static TestDatabase database;

    private final long seed = Long.getLong("orderly.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private final List<String> tills =
            IntStream.range(0, 4).mapToObj(i -> UUID.randomUUID().toString()).toList();

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    EventStore store;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        database = TestSystem.connect(registry, "tills");
        var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        proxy = LoopbackProxy.before(server.getPort());
        // Without prepared statements each COMMIT goes over the wire in that word.
        registry.add("spring.datasource.url", () -> "jdbc:postgresql://127.0.0.1:%d%s?prepareThreshold=0"
                .formatted(proxy.port(), server.getPath()));
    }

    @BeforeEach
    void openTills() {
        log.info("Seed {}, repeat it with -Dorderly.seed", seed);
        jdbc.sql("CREATE TABLE IF NOT EXISTS till (till text PRIMARY KEY, sales int NOT NULL DEFAULT 0)")
                .update();
        jdbc.sql("CREATE TABLE IF NOT EXISTS effect (id bigint GENERATED ALWAYS AS IDENTITY, till text, call uuid)")
                .update();
        tills.forEach(till ->
                jdbc.sql("INSERT INTO till (till) VALUES (?)").param(till).update());
    }

    @AfterEach
    void heal() {
        proxy.inspect(bytes -> Fate.PASS);
    }

    @Test
    void aServerThatIsKilledTwiceLosesNothing() {
        var sellers = sellers();
        try (sellers) {
            for (int kill = 0; kill < 2; kill++) {
                awaitMore(sellers, Outcome.OK, 200);
                TestServers.postgres().kill();
                try {
                    awaitMore(sellers, Outcome.FAILED, SELLERS);
                } finally {
                    TestServers.postgres().start();
                }
            }
            awaitMore(sellers, Outcome.OK, 200);
        }

        verify(sellers.calls());
    }

    @Test
    void connectionsThatAreCutAgainAndAgainLoseNothing() throws SQLException {
        var sellers = sellers();
        int leading = 0;
        int committing = 0;
        try (sellers) {
            // Longer on a machine whose commits are so fast that none was met.
            for (int cut = 0; cut < 12 || (cut < 200 && (leading == 0 || committing == 0)); cut++) {
                awaitMore(sellers, Outcome.OK, 50);
                var victims = terminateAllOthers();
                leading += victims.leading();
                committing += victims.committing();
            }
            awaitMore(sellers, Outcome.OK, 50);
        }

        verify(sellers.calls());
        log.info("{} of the cut connections held the lock, {} were in a commit", leading, committing);
        assertThat(leading).as("cut connections that held the lock").isPositive();
        assertThat(committing).as("cut connections in a commit").isPositive();
    }

    @Test
    void aCommitWhoseAnswerIsLostHappensOnceOrNotAtAll() {
        var lostNumberings = new AtomicInteger();
        proxy.inspect(bytes -> {
            var request = new String(bytes, ISO_8859_1);
            if (request.contains(NUMBERING) && random.nextInt(10) == 0) {
                lostNumberings.incrementAndGet();
                return Fate.LOSE_REPLY;
            }
            if (request.contains("COMMIT") && random.nextInt(20) == 0) {
                return random.nextBoolean() ? Fate.LOSE_REPLY : Fate.LOSE_REQUEST;
            }
            return Fate.PASS;
        });
        var sellers = sellers();
        try (sellers) {
            await().until(() -> sellers.count(Outcome.UNKNOWN) >= 50 && lostNumberings.get() >= 5);
        }
        proxy.inspect(bytes -> Fate.PASS);

        verify(sellers.calls());
        var unknown = sellers.calls().stream()
                .filter(call -> call.outcome() == Outcome.UNKNOWN)
                .map(Call::id)
                .collect(Collectors.toSet());
        var happened = tills.stream()
                .flatMap(till -> stored(till).stream())
                .filter(unknown::contains)
                .count();
        log.info("{} of {} unknown calls have happened", happened, unknown.size());
        assertThat(happened).isBetween(1L, unknown.size() - 1L);
    }

    private Sellers sellers() {
        return new Sellers(transactions, jdbc, tills, SELLERS, random.nextLong());
    }

    private static void awaitMore(Sellers sellers, Outcome outcome, int more) {
        long before = sellers.count(outcome);
        await().until(() -> sellers.count(outcome) >= before + more);
    }

    /** Holds what the sellers were told against the store, the store against the tills, and both against the others. */
    private void verify(List<Call> calls) {
        log.info(
                "{} calls: {}",
                calls.size(),
                calls.stream().collect(Collectors.groupingBy(Call::outcome, Collectors.counting())));
        await().until(() -> tills.stream().allMatch(till -> effects(till).size() >= sales(till)));
        for (var till : tills) {
            var stored = stored(till);
            assertThat(stored).as("stored").hasSize(sales(till));
            assertThat(sent(till)).as("sent").isEqualTo(stored);
            assertThat(effects(till)).as("effects").isEqualTo(stored);
            assertThat(stored).doesNotHaveDuplicates().containsAll(calls(calls, till, Outcome.OK));
            assertThat(calls(calls, till, Outcome.FAILED)).doesNotContainAnyElementsOf(stored);
        }
        var positions = storedEntries().stream().map(EventEntry::position).toList();
        assertThat(positions)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, positions.size()).boxed().toList());
    }

    private int sales(String till) {
        return jdbc.sql("SELECT sales FROM till WHERE till = ?")
                .param(till)
                .query(Integer.class)
                .single();
    }

    private List<UUID> stored(String till) {
        return storedEntries().stream()
                .filter(entry -> entry.metadata().subject().equals(till))
                .map(entry -> callOf(new String(entry.payload(), UTF_8)))
                .toList();
    }

    private List<EventEntry> storedEntries() {
        List<EventEntry> entries = new ArrayList<>();
        for (var next = store.get(0, 1_000); !next.isEmpty(); next = store.get(entries.size(), 1_000)) {
            entries.addAll(next);
        }
        return entries;
    }

    private static List<UUID> sent(String till) {
        return TopicRecords.committed(TOPIC).stream()
                .filter(record -> record.key().equals(till))
                .map(record -> callOf(record.value()))
                .toList();
    }

    private List<UUID> effects(String till) {
        return jdbc.sql("SELECT call FROM effect WHERE till = ? ORDER BY id")
                .param(till)
                .query(UUID.class)
                .list();
    }

    private static UUID callOf(String payload) {
        return JsonMapper.shared().readValue(payload, Sold.class).call();
    }

    private static Set<UUID> calls(List<Call> calls, String till, Outcome outcome) {
        return calls.stream()
                .filter(call -> call.till().equals(till) && call.outcome() == outcome)
                .map(Call::id)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static Victims terminateAllOthers() throws SQLException {
        int leading = 0;
        int committing = 0;
        try (var connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.username(), database.password());
                var statement = connection.createStatement();
                var backends = statement.executeQuery(TERMINATE_ALL_OTHERS)) {
            while (backends.next()) {
                leading += backends.getBoolean("leading") ? 1 : 0;
                committing += backends.getBoolean("committing") ? 1 : 0;
            }
        }
        return new Victims(leading, committing);
    }

    private record Victims(int leading, int committing) {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Books books(JdbcClient jdbc) {
            return new Books(jdbc);
        }
    }

    record Books(JdbcClient jdbc) {

        @EventHandler
        void on(Sold sold) {
            jdbc.sql("INSERT INTO effect (till, call) VALUES (?, ?)")
                    .params(sold.till(), sold.call())
                    .update();
        }
    }
}
