package dev.orderly.events.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplay.State;
import dev.orderly.events.EventReplays;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.ReplayRequest;
import dev.orderly.events.config.OrderlyProperties.Transport;
import dev.orderly.events.deadletter.DeadLetterFilter;
import dev.orderly.events.deadletter.DeadLetters;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.Message;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What a consumer handled is given to it again. */
class ReplayIT {

    private static final String BILLING = "depot.billing";

    /** Several times as long as an instance rests before it looks for the next events of a replay. */
    private static final Duration SEVERAL_RESTS = Duration.ofSeconds(2);

    private final String topic = "replays-" + UUID.randomUUID();
    private final TestDatabase publishers = TestServers.database("replay_publisher");
    private final TestDatabase readers = TestServers.database("replay_reader");
    private final List<ConfigurableApplicationContext> started = new ArrayList<>();

    @AfterEach
    void stop() {
        Depot.refused.clear();
        Depot.fatal.clear();
        Depot.gates.clear();
        Depot.liveGates.clear();
        Depot.waiting.clear();
        started.forEach(ConfigurableApplicationContext::close);
    }

    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void aReplayHasTheEffectsAgainInOrderWhileLiveEventsWaitBehindIt(Transport transport) {
        assumeTrue(transport != Transport.RABBITMQ || LocalRabbit.isInstalled(), LocalRabbit.HOW_TO_INSTALL);
        var publisher = startPublisher(transport);
        var reader = startReader(transport, publisher);
        List.of("a1", "b1", "a2", "b2").forEach(each -> raise(publisher, new Packed(each)));
        raise(publisher, new Mailed("a3"));
        await().until(() -> effects(reader).size() == 4 && mails(reader) == 1);

        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);
        var replay = reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");
        raise(publisher, new Packed("a4"));
        raise(publisher, new Packed("b3"));
        await().until(() -> Depot.waiting.contains("a1"));
        await().until(() -> shipped(reader) == 6);
        assertThat(effects(reader)).hasSize(4);
        gate.countDown();

        await().until(() -> effects(reader).size() == 10);
        assertThat(effects(reader).subList(4, 8)).containsExactly("a1 again", "b1 again", "a2 again", "b2 again");
        assertThat(effects(reader).subList(8, 10)).containsExactlyInAnyOrder("a4", "b3");
        assertThat(mails(reader)).isEqualTo(1);
        assertThat(raised(reader)).isEqualTo(6);
        var done = find(reader, replay);
        assertThat(done.state()).isEqualTo(State.DONE);
        assertThat(done.replayed()).isEqualTo(4);
        assertThat(done.endedAt()).isNotNull();
    }

    /** As long as it has not seen the pause, another instance could still take events from the transport. */
    @Tag("full")
    @Test
    void noInstanceHandlesLiveEventsOnceAReplayHasBegun() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher);
        raise(publisher, new Packed("a1"));
        await().until(() -> effects(reader).size() == 1);
        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);
        reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");
        await().until(() -> Depot.waiting.contains("a1"));

        var billing = billing(reader).inbox();
        assertThatIllegalStateException()
                .isThrownBy(() -> billing.receive(List.of(liveMessage())))
                .withMessageContaining("a replay to depot.billing is running");
        gate.countDown();
        await().ignoreExceptions().untilAsserted(() -> billing.receive(List.of(liveMessage())));
    }

    @Tag("full")
    @Test
    void aReplayBeginsAfterWhatTheConsumerIsHandling() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher);
        raise(publisher, new Packed("a1"));
        await().until(() -> effects(reader).size() == 1);
        var gate = new CountDownLatch(1);
        Depot.liveGates.put("a2", gate);
        raise(publisher, new Packed("a2"));
        await().until(() -> Depot.waiting.contains("a2"));

        var starting = CompletableFuture.supplyAsync(
                () -> reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test"));
        await().until(() -> isWaitingForALock(reader));
        assertThat(starting).isNotDone();
        gate.countDown();

        var replay = starting.join();
        await().until(() -> find(reader, replay).state() == State.DONE);
        assertThat(effects(reader)).containsExactly("a1", "a2", "a1 again", "a2 again");
    }

    private static Message liveMessage() {
        var metadata =
                new EventMetadata(UUID.randomUUID(), "replay.weighed.v1", "/scales", "a", Instant.EPOCH, 1, null);
        return CloudEventEncoder.encode(metadata, "application/json", "{}".getBytes(UTF_8), "scales");
    }

    private static boolean isWaitingForALock(ConfigurableApplicationContext reader) {
        return count(
                        reader,
                        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")
                == 1;
    }

    @Tag("full")
    @Test
    void aReplayOfSomeTypesOrAggregatesFromAPositionOrATimeOnLeavesTheOthersOut() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher);
        List.of("a1", "b1", "a2").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 3);
        var time = Instant.now();
        raise(publisher, new Packed("a3"));
        await().until(() -> effects(reader).size() == 4);

        var request = ReplayRequest.to(BILLING)
                .ofAggregates("a")
                .ofTypes("replay.packed")
                .fromPosition(2);
        var replay = reader.getBean(EventReplays.class).start(request, "a test");

        await().until(() -> find(reader, replay).state() == State.DONE);
        assertThat(effects(reader)).endsWith("a2 again", "a3 again").hasSize(6);

        var since = reader.getBean(EventReplays.class)
                .start(ReplayRequest.to(BILLING).since(time), "a test");
        await().until(() -> find(reader, since).state() == State.DONE);
        assertThat(effects(reader)).endsWith("a2 again", "a3 again", "a3 again").hasSize(7);
    }

    /** What it raises at the events that are new to everybody must not be left out. */
    @Tag("full")
    @ParameterizedTest
    @EnumSource
    void aNewConsumerGetsWhatItsTransportNoLongerHasAndLiveEventsAfterIt(Transport transport) {
        assumeTrue(transport != Transport.RABBITMQ || LocalRabbit.isInstalled(), LocalRabbit.HOW_TO_INSTALL);
        var publisher = startPublisher(transport, "depot");
        raise(publisher, new Packed("a1"));
        raise(publisher, new Packed("b1"));
        var before = startReader(OldDepot.class, transport, publisher);
        await().until(() -> shipped(before) == 2);
        before.close();
        var reader = transport == Transport.RABBITMQ
                ? startReader(transport, publisher)
                : startReader(transport, publisher, "--orderly.inbox.starts.billing=latest");
        await().until(() -> billingHasBegun(reader, transport));
        assertThat(effects(reader)).isEmpty();

        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);
        var replay = reader.getBean(EventReplays.class)
                .start(ReplayRequest.to(BILLING).withUnhandled(), "a test");
        await().until(() -> Depot.waiting.contains("a1"));
        raise(publisher, new Packed("a2"));
        gate.countDown();

        await().until(() -> effects(reader).size() == 3);
        assertThat(effects(reader)).containsExactly("a1 again", "b1 again", "a2");
        assertThat(raised(reader)).isEqualTo(1);
        assertThat(find(reader, replay).state()).isEqualTo(State.DONE);
    }

    @Tag("full")
    @Test
    void anEventThatFailsInAReplayIsDeadLetteredAndRetriedAsOneOfTheReplay() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher);
        List.of("a1", "b1", "a2").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 3);
        Depot.refused.add("a1");

        var replay = reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");

        await().until(() -> find(reader, replay).state() == State.DONE);
        assertThat(effects(reader)).endsWith("b1 again").hasSize(4);
        assertThatIllegalStateException()
                .isThrownBy(() -> reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test"))
                .withMessageContaining("has dead letters");

        raise(publisher, new Packed("a3"));
        Depot.refused.clear();
        await().until(() -> count(reader, "SELECT count(*) FROM orderly.dead_letter") == 3);
        reader.getBean(DeadLetters.class).redrive(new DeadLetterFilter(null, BILLING, null, null, null));
        await().until(() -> effects(reader).size() == 7);
        assertThat(effects(reader)).endsWith("a1 again", "a2 again", "a3");
    }

    @Test
    void aReplayGoesOnAfterARestartAndRepeatsNothing() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher, "--orderly.feed.limit=2");
        List.of("a1", "a2", "a3", "a4").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 4);
        Depot.fatal.add("a4");
        var replay = reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");
        await().until(() -> find(reader, replay).trouble() != null);
        assertThat(effects(reader)).endsWith("a1 again", "a2 again").hasSize(6);
        reader.close();

        Depot.fatal.clear();
        var restarted = startReader(Transport.FEED, publisher, "--orderly.feed.limit=2");

        await().until(() -> find(restarted, replay).state() == State.DONE);
        assertThat(effects(restarted))
                .endsWith("a1 again", "a2 again", "a3 again", "a4 again")
                .hasSize(8);
        assertThat(find(restarted, replay).replayed()).isEqualTo(4);
    }

    @Tag("full")
    @Test
    void ofTwoInstancesOneReplaysEachEvent() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher, "--orderly.feed.limit=1");
        var other = startReader(Transport.FEED, publisher, "--orderly.feed.limit=1");
        List.of("a1", "a2", "a3", "a4", "a5").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 5);
        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);

        var replay = reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");
        await().until(() -> billing(other).pause().isReplaying());
        await().during(SEVERAL_RESTS).until(() -> Depot.waiting.equals(List.of("a1")));
        gate.countDown();

        await().until(() -> find(other, replay).state() == State.DONE);
        assertThat(effects(other).subList(5, effects(other).size()))
                .containsExactly("a1 again", "a2 again", "a3 again", "a4 again", "a5 again");
        assertThat(find(other, replay).replayed()).isEqualTo(5);
    }

    /** It has read its page before another instance has passed that on. */
    @Tag("full")
    @Test
    void anInstanceThatWasOvertakenPassesNothingOn() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher, "--orderly.feed.limit=1");
        var replay = startAReplayAndPauseItAfterTheFirstOfTwoEvents(publisher, reader);

        var transactions = reader.getBean(TransactionTemplate.class);
        var table = new ReplayTable(reader.getBean(JdbcClient.class));
        var overtaken = new Claim(table, replay.id(), 0, List.of());
        assertThatExceptionOfType(Claim.LostException.class)
                .isThrownBy(() -> transactions.executeWithoutResult(status -> overtaken.verify()));
        var upToDate = new Claim(table, replay.id(), 1, List.of());
        transactions.executeWithoutResult(status -> upToDate.verify());
    }

    @Tag("full")
    @Test
    void whileAnOperatorHasPausedTheConsumerItsReplayWaits() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher, "--orderly.feed.limit=1");
        var replay = startAReplayAndPauseItAfterTheFirstOfTwoEvents(publisher, reader);

        await().during(SEVERAL_RESTS).until(() -> effects(reader).equals(List.of("a1", "a2", "a1 again")));

        billing(reader).pause().resume();
        await().until(() -> find(reader, replay).state() == State.DONE);
        assertThat(effects(reader)).containsExactly("a1", "a2", "a1 again", "a2 again");
    }

    private static EventReplay startAReplayAndPauseItAfterTheFirstOfTwoEvents(
            ConfigurableApplicationContext publisher, ConfigurableApplicationContext reader) {
        List.of("a1", "a2").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 2);
        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);
        var replay = reader.getBean(EventReplays.class).start(ReplayRequest.to(BILLING), "a test");
        await().until(() -> Depot.waiting.contains("a1"));
        billing(reader).pause().pause("a test");
        gate.countDown();
        await().until(() -> effects(reader).contains("a1 again"));
        return replay;
    }

    private static EventConsumer billing(ConfigurableApplicationContext reader) {
        return reader.getBean(EventConsumers.class).find(BILLING).orElseThrow();
    }

    @Tag("full")
    @Test
    void aReplayOfDroppedEventsFailsAndTheConsumerContinues() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher);
        raise(publisher, new Packed("a1"));
        var database = publisher.getBean(JdbcClient.class);
        database.sql("SELECT setval('orderly.event_entry_insertion_id_seq', 1000000)")
                .query(Long.class)
                .single();
        raise(publisher, new Packed("a2"));
        await().until(() -> effects(reader).size() == 2);
        database.sql("DROP TABLE orderly.event_entry_0").update();

        var replay = reader.getBean(EventReplays.class)
                .start(ReplayRequest.to(BILLING).fromPosition(1), "a test");

        await().until(() -> find(reader, replay).state() == State.FAILED);
        assertThat(find(reader, replay).trouble()).contains("has dropped the events after position 0");
        raise(publisher, new Packed("a3"));
        await().until(() -> effects(reader).equals(List.of("a1", "a2", "a3")));
    }

    @Test
    void anOperatorStartsLooksAtAndStopsAReplay() {
        var publisher = startPublisher(Transport.FEED);
        var reader = startReader(Transport.FEED, publisher, "--orderly.feed.limit=1");
        List.of("a1", "a2").forEach(each -> raise(publisher, new Packed(each)));
        await().until(() -> effects(reader).size() == 2);
        var gate = new CountDownLatch(1);
        Depot.gates.put("a1", gate);
        var http = RestClient.create("http://localhost:" + port(reader));

        var answer = http.post()
                .uri("/operator/replays")
                .contentType(MediaType.APPLICATION_JSON)
                .body(Map.of("consumer", BILLING))
                .retrieve()
                .toEntity(EventReplay.class);
        assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
        var location = String.valueOf(answer.getHeaders().getLocation());
        await().until(() -> Depot.waiting.contains("a1"));
        raise(publisher, new Packed("a3"));
        var stopping = CompletableFuture.supplyAsync(() -> http.post()
                .uri(location + "/stop")
                .retrieve()
                .toBodilessEntity()
                .getStatusCode());
        await().until(() -> isWaitingForARow(reader));
        gate.countDown();

        assertThat(stopping.join()).isEqualTo(HttpStatus.NO_CONTENT);
        await().until(() -> effects(reader).contains("a3"));
        assertThat(effects(reader)).containsExactly("a1", "a2", "a1 again", "a3");
        var ended = http.get().uri(location).retrieve().body(EventReplay.class);
        assertThat(ended.state()).isEqualTo(State.STOPPED);
        assertThat(ended.position()).isEqualTo(1);
        assertThat(ended.replayed()).isEqualTo(1);
    }

    private static boolean isWaitingForARow(ConfigurableApplicationContext reader) {
        return count(
                        reader,
                        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
                == 1;
    }

    @Test
    void whatNobodyCanReplayIsRefused() {
        var reader = startReader(Transport.FEED, startPublisher(Transport.FEED));
        var replays = reader.getBean(EventReplays.class);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> replays.start(ReplayRequest.to("nobody"), "a test"))
                .withMessageContaining("has no consumer nobody");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replays.start(ReplayRequest.to(BILLING).ofTypes("replay.mailed"), "a test"))
                .withMessageContaining("replay = false");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replays.start(ReplayRequest.to(BILLING).ofTopic("others"), "a test"))
                .withMessageContaining("does not subscribe to others");
    }

    /** With RabbitMQ it has when its queues exist. */
    private boolean billingHasBegun(ConfigurableApplicationContext reader, Transport transport) {
        return switch (transport) {
            case KAFKA -> count(reader, "SELECT count(*) FROM orderly.topic_start") == 1;
            case FEED ->
                count(reader, "SELECT count(*) FROM orderly.feed_position WHERE consumer = '%s'".formatted(BILLING))
                        == 1;
            case RABBITMQ -> reader.getBean(AmqpAdmin.class).getQueueInfo("%s.%s.5".formatted(BILLING, topic)) != null;
        };
    }

    private static EventReplay find(ConfigurableApplicationContext reader, EventReplay replay) {
        return reader.getBean(EventReplays.class).find(replay.id()).orElseThrow();
    }

    private static void raise(ConfigurableApplicationContext publisher, DomainEvent event) {
        publisher.getBean(TransactionTemplate.class).executeWithoutResult(status -> publisher.publishEvent(event));
    }

    /** What billing did with parcels, in order. */
    private static List<String> effects(ConfigurableApplicationContext reader) {
        return reader.getBean(JdbcClient.class)
                .sql("SELECT parcel FROM billed ORDER BY id")
                .query(String.class)
                .list();
    }

    private static long mails(ConfigurableApplicationContext reader) {
        return count(reader, "SELECT count(*) FROM mailed");
    }

    private static long shipped(ConfigurableApplicationContext reader) {
        return count(reader, "SELECT count(*) FROM shipped");
    }

    private static long raised(ConfigurableApplicationContext reader) {
        return count(reader, "SELECT count(*) FROM orderly.event_entry");
    }

    private static long count(ConfigurableApplicationContext reader, String sql) {
        return reader.getBean(JdbcClient.class).sql(sql).query(Long.class).single();
    }

    private static String port(ConfigurableApplicationContext context) {
        return context.getEnvironment().getRequiredProperty("local.server.port");
    }

    private ConfigurableApplicationContext startPublisher(Transport transport) {
        return startPublisher(transport, "depot," + BILLING);
    }

    private ConfigurableApplicationContext startPublisher(Transport transport, String consumersOfRabbit) {
        return start(
                Publisher.class,
                publishers,
                transport,
                List.of(
                        "--orderly.source=/publisher",
                        "--orderly.topic=" + topic,
                        "--orderly.rabbitmq.consumers=" + consumersOfRabbit));
    }

    private ConfigurableApplicationContext startReader(
            Transport transport, ConfigurableApplicationContext publisher, String... more) {
        return startReader(Depot.class, transport, publisher, more);
    }

    private ConfigurableApplicationContext startReader(
            Class<?> application, Transport transport, ConfigurableApplicationContext publisher, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--orderly.source=/depot");
        arguments.add("--orderly.subscriptions=" + topic);
        arguments.add("--orderly.inbox.first-back-off=1h");
        arguments.add("--orderly.inbox.poll-interval=20ms");
        arguments.add("--orderly.feed.sources.%s=http://localhost:%s".formatted(topic, port(publisher)));
        return start(application, readers, transport, arguments);
    }

    private ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, Transport transport, List<String> arguments) {
        var context = new SpringApplicationBuilder(application)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "orderly.transport=" + transport,
                        "orderly.http.open=true",
                        "spring.kafka.bootstrap-servers="
                                + (transport == Transport.KAFKA ? TestServers.bootstrapServers() : "localhost:1"),
                        "spring.rabbitmq.host=127.0.0.1",
                        "spring.rabbitmq.port="
                                + (transport == Transport.RABBITMQ
                                        ? TestServers.rabbit().port()
                                        : 1),
                        "logging.level.dev.orderly.events=warn",
                        "spring.datasource.url=" + database.jdbcUrl(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password())
                .run(arguments.toArray(String[]::new));
        started.add(0, context);
        return context;
    }

    @EventType("replay.packed.v1")
    record Packed(String parcel) implements DomainEvent {

        @Override
        public String aggregateId() {
            return parcel.substring(0, 1);
        }
    }

    @EventType("replay.mailed.v1")
    record Mailed(String parcel) implements DomainEvent {

        @Override
        public String aggregateId() {
            return parcel.substring(0, 1);
        }
    }

    @EventType("replay.billed.v1")
    record Billed(String aggregateId) implements DomainEvent {}

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    /** The service before it had a second consumer. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class OldDepot {

        private final JdbcClient jdbc;

        OldDepot(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE shipped (parcel text)").update();
        }

        @EventHandler
        void ship(Packed event) {
            jdbc.sql("INSERT INTO shipped (parcel) VALUES (?)")
                    .param(event.parcel())
                    .update();
        }
    }

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Depot {

        /** Replayed parcels that wait, and what they wait for. */
        static final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

        /** The same for those that the transport delivers. */
        static final Map<String, CountDownLatch> liveGates = new ConcurrentHashMap<>();

        static final List<String> waiting = new CopyOnWriteArrayList<>();
        static final Set<String> fatal = ConcurrentHashMap.newKeySet();
        static final Set<String> refused = ConcurrentHashMap.newKeySet();

        private final JdbcClient jdbc;

        Depot(JdbcClient jdbc) {
            this.jdbc = jdbc;
            jdbc.sql("CREATE TABLE IF NOT EXISTS billed (id bigint GENERATED ALWAYS AS IDENTITY, parcel text)")
                    .update();
            jdbc.sql("CREATE TABLE IF NOT EXISTS mailed (parcel text)").update();
            jdbc.sql("CREATE TABLE IF NOT EXISTS shipped (parcel text)").update();
        }

        @EventHandler(consumer = "billing")
        void bill(Packed event, EventMetadata metadata) throws InterruptedException {
            var gate = (metadata.replay() ? gates : liveGates).get(event.parcel());
            if (gate != null) {
                waiting.add(event.parcel());
                gate.await();
            }
            if (metadata.replay() && fatal.contains(event.parcel())) {
                throw new OutOfMemoryError("for this test");
            }
            if (refused.contains(event.parcel())) {
                throw new IllegalArgumentException("refused for this test");
            }
            jdbc.sql("INSERT INTO billed (parcel) VALUES (?)")
                    .param(event.parcel() + (metadata.replay() ? " again" : ""))
                    .update();
            Events.raise(new Billed(event.parcel()));
        }

        @EventHandler(consumer = "billing", replay = false)
        void mail(Mailed event) {
            jdbc.sql("INSERT INTO mailed (parcel) VALUES (?)")
                    .param(event.parcel())
                    .update();
        }

        @EventHandler
        void ship(Packed event) {
            jdbc.sql("INSERT INTO shipped (parcel) VALUES (?)")
                    .param(event.parcel())
                    .update();
        }
    }
}
