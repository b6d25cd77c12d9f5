package dev.orderly.events.replay;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.LongStream;

import dev.orderly.events.EventHandler;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplays;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.Ports;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.RestClient;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** The process of a service is killed in the middle of a replay. */
class ReplayKillIT {

    private static final String WAITS = "Waits in the transaction of a replayed event";

    private final String topic = "killed-replay-" + UUID.randomUUID();
    private final TestDatabase publishers = TestServers.database("killed_replay_publisher");
    private final TestDatabase depots = TestServers.database("killed_replay_depot");
    private final JdbcClient jdbc =
            JdbcClient.create(new DriverManagerDataSource(depots.jdbcUrl(), depots.username(), depots.password()));

    @TempDir
    Path directory;

    @Tag("full")
    @Test
    void aReplayGoesOnAfterItsProcessWasKilledAndRepeatsNothing() {
        try (var publisher =
                start(Publisher.class, publishers, "--orderly.source=/publisher", "--orderly.topic=" + topic)) {
            LongStream.rangeClosed(1, 5).forEach(number -> raise(publisher, number));
            var replay = startAReplayAndKillItsProcess(publisher);
            assertThat(effects()).containsExactly("1", "2", "3", "4", "5", "1 again", "2 again");

            try (var survivor = start(Depot.class, depots, depotArguments(publisher))) {
                var replays = survivor.getBean(EventReplays.class);
                await().until(() -> replays.find(replay).orElseThrow().state() == EventReplay.State.DONE);
                assertThat(replays.find(replay).orElseThrow().replayed()).isEqualTo(5);
            }
        }
        assertThat(effects().subList(5, effects().size()))
                .containsExactly("1 again", "2 again", "3 again", "4 again", "5 again");
    }

    /** After the first two of five events are committed, and before the third and the fourth, which share a transaction. */
    private long startAReplayAndKillItsProcess(ConfigurableApplicationContext publisher) {
        int port = Ports.free();
        var log = directory.resolve("depot.log");
        var process = startProcess(port, log, depotArguments(publisher));
        try {
            await().until(() -> Ports.accepts(port));
            await().until(() -> effects().size() == 5);
            var replay = RestClient.create("http://localhost:" + port)
                    .post()
                    .uri("/operator/replays")
                    .contentType(MediaType.APPLICATION_JSON)
                    .body(Map.of("consumer", "depot"))
                    .retrieve()
                    .body(EventReplay.class);
            await().until(() -> read(log).contains(WAITS));
            return Objects.requireNonNull(replay).id();
        } finally {
            process.kill();
        }
    }

    private ChildProcess startProcess(int port, Path log, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                ChildProcess.java().toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Depot.class.getName(),
                "--depot.waits-at=4"));
        command.addAll(arguments(depots, port, arguments));
        return ChildProcess.start(command, Map.of(), directory, Redirect.to(log.toFile()));
    }

    private static ConfigurableApplicationContext start(
            Class<?> application, TestDatabase database, String... arguments) {
        return SpringApplication.run(
                application, arguments(database, 0, arguments).toArray(String[]::new));
    }

    private static List<String> arguments(TestDatabase database, int port, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--server.port=" + port,
                "--orderly.transport=feed",
                "--logging.level.dev.orderly.events=warn",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.username(),
                "--spring.datasource.password=" + database.password()));
        arguments.addAll(List.of(more));
        return arguments;
    }

    private String[] depotArguments(ConfigurableApplicationContext publisher) {
        return new String[] {
            "--orderly.source=/depot",
            "--orderly.subscriptions=" + topic,
            "--orderly.feed.limit=2",
            "--orderly.feed.sources.%s=http://localhost:%s"
                    .formatted(topic, publisher.getEnvironment().getRequiredProperty("local.server.port"))
        };
    }

    private static void raise(ConfigurableApplicationContext publisher, long number) {
        publisher
                .getBean(TransactionTemplate.class)
                .executeWithoutResult(status -> publisher.publishEvent(new Counted("parcel", number)));
    }

    private List<String> effects() {
        return jdbc.sql("SELECT what FROM effect ORDER BY id")
                .query(String.class)
                .list();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Publisher {}

    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Depot {

        private final JdbcClient jdbc;
        private final long waitsAt;

        Depot(JdbcClient jdbc, @Value("${depot.waits-at:0}") long waitsAt) {
            this.jdbc = jdbc;
            this.waitsAt = waitsAt;
            jdbc.sql("CREATE TABLE IF NOT EXISTS effect (id bigint GENERATED ALWAYS AS IDENTITY, what text)")
                    .update();
        }

        public static void main(String... arguments) {
            SpringApplication.run(Depot.class, arguments);
        }

        @EventHandler
        void on(Counted event, EventMetadata metadata) throws InterruptedException {
            jdbc.sql("INSERT INTO effect (what) VALUES (?)")
                    .param(event.number() + (metadata.replay() ? " again" : ""))
                    .update();
            if (metadata.replay() && event.number() == waitsAt) {
                System.out.println(WAITS);
                new CountDownLatch(1).await();
            }
        }
    }
}
