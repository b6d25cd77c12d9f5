package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Instances of a consumer come, go and hang, while events flow and some of them are being retried. */
@Tag("full")
class RebalanceIT {

    private static final Logger log = LoggerFactory.getLogger(RebalanceIT.class);

    private static final int SUBJECTS = 30;
    private static final int AHEAD = 300;
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(2);

    private static Admin admin;
    private static Producer<byte[], byte[]> producer;

    private TestDatabase database;
    private JdbcClient jdbc;
    private String protocol;
    private volatile int sent;

    @BeforeAll
    static void connect() {
        admin = Admin.create(Map.<String, Object>of("bootstrap.servers", TestServers.bootstrapServers()));
        producer = new KafkaProducer<>(
                // One at a time: a new partition may have refused the first while it takes the second.
                Map.of("bootstrap.servers", TestServers.bootstrapServers(), "max.in.flight.requests.per.connection", 1),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @AfterAll
    static void disconnect() {
        producer.close();
        admin.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void eachEventHasOneEffectInOrderWhoeverJoinsLeavesOrHangs(String groupProtocol) throws Exception {
        protocol = groupProtocol;
        Handler.failures.clear();
        database = TestServers.database("crew_" + protocol);
        jdbc = JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password()));
        jdbc.sql("CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, member text, subject text, number int)")
                .update();
        admin.createTopics(List.of(new NewTopic(topic(), 6, (short) 1))).all().get();
        var isDone = new AtomicBoolean();
        var sending = CompletableFuture.runAsync(() -> sendUntil(isDone));

        try (var first = join("first");
                var second = join("second")) {
            awaitMembers(2);
            await().until(() -> handledBy("first") > 0 && handledBy("second") > 0);
            awaitRetries();
            second.close();
            awaitMembers(1);

            awaitRetries();
            try (var third = join("third")) {
                awaitMembers(2);
                await().until(() -> handledBy("third") > 0);
                var hanging = third.getBean(Handler.class).hang();
                await().until(hanging::isUnderWay);
                var hangsSince = System.nanoTime();
                await().until(() -> longestIdleTransaction().compareTo(IDLE_TIMEOUT.dividedBy(2)) > 0);
                await().until(() -> longestIdleTransaction().compareTo(IDLE_TIMEOUT.dividedBy(2)) < 0);
                assertThat(Duration.ofNanos(System.nanoTime() - hangsSince))
                        .as("until the database has ended the transaction of the member that hangs")
                        .isLessThan(IDLE_TIMEOUT.multipliedBy(10));
                awaitMembers(1);
                awaitEffectsOf(sent);
                hanging.end();
                awaitMembers(2);

                isDone.set(true);
                sending.get();
                awaitEffectsOf(sent);
                await().until(() -> letters() == 0);
            }
            assertThat(first.isRunning()).isTrue();
        }

        log.info("{}: {} events, {} aggregates were handled by more than one", protocol, sent, wanderers());
        assertThat(effects()).isEqualTo(sent);
        for (int subject = 0; subject < SUBJECTS; subject++) {
            assertThat(numbersOf("s" + subject))
                    .isEqualTo(IntStream.range(0, sent / SUBJECTS).boxed().toList());
        }
        assertThat(wanderers()).isPositive();
    }

    private String topic() {
        return "crew-" + protocol;
    }

    private ConfigurableApplicationContext join(String member) {
        return new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "crew.member=" + member,
                        "orderly.source=/crew-" + protocol,
                        "orderly.subscriptions=" + topic(),
                        "orderly.inbox.first-back-off=200ms",
                        "orderly.inbox.max-back-off=400ms",
                        "orderly.inbox.poll-interval=50ms",
                        "orderly.inbox.idle-timeout=" + IDLE_TIMEOUT,
                        "spring.kafka.consumer.properties.group.protocol=" + protocol,
                        "spring.kafka.consumer.properties.max.poll.interval.ms=5000",
                        "spring.kafka.consumer.max-poll-records=20",
                        "spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.datasource.hikari.maximum-pool-size=4")
                .run();
    }

    /** Round after round, and never far ahead of those who handle. */
    private void sendUntil(AtomicBoolean isDone) {
        for (int round = 0; !isDone.get(); round++) {
            for (int subject = 0; subject < SUBJECTS; subject++) {
                producer.send(TestRecord.of(
                                "crew.rowed.v1",
                                "s" + subject,
                                "{\"boat\":\"s%d\",\"stroke\":%d}".formatted(subject, round))
                        .to(topic()));
            }
            producer.flush();
            sent += SUBJECTS;
            await().until(() -> isDone.get() || effects() + AHEAD > sent);
        }
    }

    private void awaitMembers(int count) {
        await().until(() -> members() == count);
    }

    /** Of a group that has agreed on who reads what. */
    private int members() throws InterruptedException {
        try {
            var group = admin.describeConsumerGroups(List.of("crew-" + protocol))
                    .describedGroups()
                    .get("crew-" + protocol)
                    .get();
            return group.groupState() == GroupState.STABLE ? group.members().size() : -1;
        } catch (ExecutionException e) {
            return -1;
        }
    }

    private void awaitRetries() {
        await().until(() -> letters() > 0);
    }

    private void awaitEffectsOf(int events) {
        await().until(() -> effects() >= events);
    }

    /** For how long the session that waits longest has been idle in its transaction. */
    private Duration longestIdleTransaction() {
        return Duration.ofMillis(count("""
                SELECT coalesce(max(extract(epoch FROM clock_timestamp() - state_change)) * 1000, 0)::bigint
                FROM pg_stat_activity
                WHERE datname = current_database() AND state = 'idle in transaction'"""));
    }

    private long letters() {
        return count("SELECT count(*) FROM orderly.dead_letter");
    }

    private int effects() {
        return (int) count("SELECT count(*) FROM effect");
    }

    private long handledBy(String member) {
        return count("SELECT count(*) FROM effect WHERE member = '%s'".formatted(member));
    }

    private long wanderers() {
        return count("""
                SELECT count(*) FROM (
                    SELECT subject FROM effect GROUP BY subject HAVING count(DISTINCT member) > 1) AS each""");
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private List<Integer> numbersOf(String subject) {
        return jdbc.sql("SELECT number FROM effect WHERE subject = ? ORDER BY id")
                .param(subject)
                .query(Integer.class)
                .list();
    }

    private static ConditionFactory await() {
        return TestSystem.await().pollInterval(Duration.ofMillis(50));
    }

    @EventType("crew.rowed.v1")
    record Rowed(String boat, int stroke) implements DomainEvent {

        @Override
        public String aggregateId() {
            return boat;
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Application {

        @Bean
        Handler handler(JdbcClient jdbc, @Value("${crew.member}") String member) {
            return new Handler(jdbc, member);
        }
    }

    /** Takes its time, now and then fails three times, and hangs in its transaction when it is told to. */
    static class Handler {

        /** Of all instances. */
        private static final Map<Rowed, Integer> failures = new ConcurrentHashMap<>();

        private final JdbcClient jdbc;
        private final String member;
        private volatile @Nullable Hanging hanging;

        Handler(JdbcClient jdbc, String member) {
            this.jdbc = jdbc;
            this.member = member;
        }

        @EventHandler
        void on(Rowed event) {
            jdbc.sql("INSERT INTO effect (member, subject, number) SELECT ?, ?, ? FROM pg_sleep(0.002)")
                    .params(member, event.boat(), event.stroke())
                    .update();
            var told = hanging;
            // In the thread that polls: the group does not notice that a retry hangs.
            if (told != null && !Thread.currentThread().getName().equals("dead-letter-retrier")) {
                hanging = null;
                told.untilItEnds();
            }
            if (event.hashCode() % 50 == 0 && failures.merge(event, 1, Integer::sum) <= 3) {
                throw new IllegalStateException("refused for this test");
            }
        }

        /** The next event takes as long as the test wants. */
        Hanging hang() {
            var begun = new Hanging(new CountDownLatch(1), new CountDownLatch(1));
            hanging = begun;
            return begun;
        }
    }

    record Hanging(CountDownLatch begun, CountDownLatch ended) {

        boolean isUnderWay() {
            return begun.getCount() == 0;
        }

        void end() {
            ended.countDown();
        }

        void untilItEnds() {
            begun.countDown();
            try {
                ended.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
