package dev.orderly.events.forwarder;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventHandler;
import dev.orderly.events.EventType;
import dev.orderly.events.Events;
import dev.orderly.events.system.TestSystem;
import dev.orderly.testsupport.LoopbackProxy;
import dev.orderly.testsupport.OnProcesses;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/** How long a service takes from SIGTERM to its end, under load, and with a server that says nothing any more. */
@Tag("full")
@OnProcesses
class ShutdownIT {

    private static final Logger log = LoggerFactory.getLogger(ShutdownIT.class);

    /** Each part that stops has ten seconds: two parts that hang would take twice that, one after the other. */
    private static final Duration LONGEST = Duration.ofSeconds(20);

    private static final int TERMINATED = 128 + 15;
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");

    @TempDir
    Path logs;

    @ParameterizedTest
    @EnumSource
    void aServiceUnderLoadEndsInTimeAfterSigterm(Fault fault) throws Exception {
        var database = TestServers.database("shutdown");
        var server = URI.create(database.jdbcUrl().substring("jdbc:".length()));
        var output = logs.resolve("service.log");
        try (var proxy = LoopbackProxy.before(server.getPort())) {
            var proxied = new TestDatabase(
                    "jdbc:postgresql://127.0.0.1:%d%s".formatted(proxy.port(), server.getPath()),
                    database.username(),
                    database.password());
            var service = start(proxied, fault, output);
            try {
                TestSystem.await().until(() -> Files.readString(output).contains(Service.BUSY));
                var request = requestSlowly(Files.readString(output));
                fault.begin(proxy);
                TestSystem.await().until(() -> Files.readString(output).contains(Service.SLOW));

                var began = System.nanoTime();
                service.destroy();
                assertThat(service.waitFor(LONGEST.multipliedBy(3).toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                var took = Duration.ofNanos(System.nanoTime() - began);

                log.info("From SIGTERM to the end, {}: {} ms", fault, took.toMillis());
                assertThat(took).isLessThan(LONGEST);
                assertThat(service.exitValue()).isEqualTo(TERMINATED);
                assertThat(request.join()).as("the request that was running").isEqualTo("done");
            } finally {
                service.destroyForcibly().waitFor();
                fault.end();
            }
        }
    }

    private static Process start(TestDatabase database, Fault fault, Path output) throws IOException {
        var name = "shutdown-" + fault.name().toLowerCase(Locale.ROOT);
        return new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Service.class.getName(),
                        "--server.port=0",
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers(),
                        "--orderly.source=/" + name,
                        "--orderly.topic=" + name,
                        "--orderly.subscriptions=" + name,
                        "--orderly.retention.keep=1h"))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static CompletableFuture<String> requestSlowly(String output) {
        var port = PORT.matcher(output);
        assertThat(port.find()).isTrue();
        var request = HttpRequest.newBuilder(URI.create("http://localhost:%s/slow".formatted(port.group(1))))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(HttpResponse::body);
    }

    enum Fault {
        NONE {
            @Override
            void begin(LoopbackProxy database) {}
        },
        FROZEN_BROKER {
            @Override
            void begin(LoopbackProxy database) {
                KilledForwarder.signal("STOP", TestServers.kafka().pid());
            }

            @Override
            void end() {
                KilledForwarder.signal("CONT", TestServers.kafka().pid());
            }
        },
        STUCK_DATABASE {
            @Override
            void begin(LoopbackProxy database) {
                database.strand();
            }
        },
        FROZEN_BROKER_AND_STUCK_DATABASE {
            @Override
            void begin(LoopbackProxy database) {
                FROZEN_BROKER.begin(database);
                STUCK_DATABASE.begin(database);
            }

            @Override
            void end() {
                FROZEN_BROKER.end();
            }
        };

        abstract void begin(LoopbackProxy database);

        void end() {}
    }

    @EventType("shutdown.worked.v1")
    record Worked(String aggregateId, int number) implements DomainEvent {}

    /** Raises events all the time and handles them; some fail. */
    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import({Handler.class, SlowController.class})
    static class Service {

        static final String BUSY = "Busy";
        static final String SLOW = "Slow";

        public static void main(String... arguments) {
            SpringApplication.run(Service.class, arguments);
        }

        @Bean
        CommandLineRunner load(TransactionTemplate transactions) {
            return arguments -> {
                var load = new Thread(() -> {
                    for (int i = 0; ; i++) {
                        var number = i;
                        transactions.executeWithoutResult(
                                status -> Events.raise(new Worked("w" + number % 20, number)));
                    }
                });
                load.setDaemon(true);
                load.start();
            };
        }
    }

    static class Handler {

        private final AtomicInteger handled = new AtomicInteger();

        @EventHandler
        void on(Worked event) throws InterruptedException {
            Thread.sleep(5);
            if (event.number() % 100 == 0) {
                throw new IllegalStateException("refused for this test");
            }
            if (handled.incrementAndGet() == 500) {
                System.out.println(Service.BUSY);
            }
        }
    }

    @RestController
    static class SlowController {

        @GetMapping("/slow")
        String slow() throws InterruptedException {
            System.out.println(Service.SLOW);
            Thread.sleep(Duration.ofSeconds(8).toMillis());
            return "done";
        }
    }
}
