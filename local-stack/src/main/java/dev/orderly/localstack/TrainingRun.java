package dev.orderly.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static java.util.Map.entry;

/**
 * Lets a JVM learn what it needs to start the services fast: runs them on a real database, a real broker, a mail sink and
 * a gateway, places and cancels orders, and has each service write, at its end, an AOT cache of what it loaded and ran.
 *
 * <p>Without a database a service does not come up at all; and one that only got as far as its context would have learnt
 * nothing of what comes after: requests, events, e-mails.
 */
final class TrainingRun {

    private static final int ORDERS = 20;
    private static final int MAILS_OF_AN_ORDER = 3;
    private static final Duration START = Duration.ofMinutes(10);
    private static final Duration WORK = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofSeconds(30);

    /** The JVM puts the cache together after the service's own last line, and that takes longer than the service ran. */
    private static final Duration END = Duration.ofMinutes(15);

    private final long begin = System.nanoTime();
    private final Path applications;
    private final Path data = Directories.temporary("orderly-training-");
    private final LocalPostgres postgres = LocalPostgres.onFreePort(data.resolve("postgres"));
    private final LocalKafka kafka = LocalKafka.onFreePort(data.resolve("kafka"));
    private final int smtpPort = Ports.free();
    private final MailSink mail = new MailSink(smtpPort, line -> {});
    private final PaymentGateway gateway = new PaymentGateway(Ports.free(), data.resolve("ledger.jsonl"), line -> {});
    private final HttpClient http = HttpClient.newHttpClient();
    private final JsonMapper json = JsonMapper.builder().build();

    private TrainingRun(Path applications) {
        this.applications = applications;
    }

    /**
     * Takes a directory with the file {@code jvm.options}, and a directory {@code <service>} for each service with its
     * {@code service.jar}, beside which {@code service.aot} is written. Ends with 1 when one of them was not.
     */
    public static void main(String[] arguments) {
        try {
            new TrainingRun(Path.of(arguments[0]).toAbsolutePath()).run();
            System.exit(0);
        } catch (LocalStackException | UncheckedIOException e) {
            System.err.println("The training run failed: " + e.getMessage());
            System.exit(1);
        }
    }

    private void run() {
        mail.start();
        gateway.start();
        postgres.start();
        kafka.start();
        var trainees = Stream.of(Service.values()).map(this::start).toList();
        trainees.forEach(this::awaitReady);
        say("the services are ready");
        var order = trainees.get(Service.ORDER.ordinal());
        var orders = IntStream.range(0, ORDERS)
                .mapToObj(each -> placeAndCancel(order))
                .toList();
        orders.forEach(id -> awaitMails(trainees.get(Service.NOTIFICATION.ordinal()), id));
        trainees.forEach(each -> get(each.managementPort(), "/actuator/prometheus"));
        say("%d orders were placed, cancelled and refunded".formatted(ORDERS));
        CompletableFuture.allOf(trainees.stream()
                        .map(each -> CompletableFuture.runAsync(() -> end(each)))
                        .toArray(CompletableFuture[]::new))
                .join();
        say("the caches are written");
        kafka.stop();
        postgres.stop();
    }

    private void say(String what) {
        System.out.printf(
                "Training run: %s after %d s%n",
                what, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    private record Trainee(
            Service service, int port, int managementPort, Path directory, Path log, ChildProcess process) {}

    private Trainee start(Service service) {
        postgres.createDatabase(service.database(), service.database());
        var port = Ports.free();
        var managementPort = Ports.free();
        var directory = applications.resolve(service.id());
        var log = data.resolve(service.id() + ".log");
        var process = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "@" + applications.resolve("jvm.options"),
                        "-Xmx256m",
                        "-Dspring.aot.enabled=true",
                        "-XX:AOTCacheOutput=service.aot",
                        "-jar",
                        "service.jar"),
                Map.ofEntries(
                        entry("SERVER_PORT", String.valueOf(port)),
                        entry("MANAGEMENT_SERVER_PORT", String.valueOf(managementPort)),
                        entry("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE", "health,prometheus"),
                        entry("SPRING_DATASOURCE_URL", postgres.jdbcUrl(service.database())),
                        entry("SPRING_DATASOURCE_USERNAME", service.database()),
                        entry("SPRING_DATASOURCE_PASSWORD", service.database()),
                        entry("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
                        entry("SPRING_MAIL_HOST", "127.0.0.1"),
                        entry("SPRING_MAIL_PORT", String.valueOf(smtpPort)),
                        entry("GATEWAY_URL", gateway.url().toString())),
                directory,
                Redirect.to(log.toFile()));
        return new Trainee(service, port, managementPort, directory, log, process);
    }

    private void awaitReady(Trainee trainee) {
        await(trainee, START, () -> getJson(trainee.port(), "/readyz")
                .path("status")
                .asString()
                .equals("UP"));
    }

    private String placeAndCancel(Trainee order) {
        var id = post(order, "/orders", """
                {"customer":{"id":"c-1","name":"Kim","email":"kim@example.com"},
                 "lines":[{"productId":"p-1","quantity":2,"unitPrice":15000}],"currency":"KRW"}""").path("orderId").asString();
        post(order, "/orders/%s/cancellation".formatted(id), """
                {"reason":"changed my mind"}""");
        get(order.port(), "/orders/" + id);
        return id;
    }

    private void awaitMails(Trainee notification, String orderId) {
        await(notification, WORK, () -> {
            var items = getJson(notification.port(), "/notifications?orderId=" + orderId)
                    .path("items");
            return items.valueStream()
                            .filter(each -> each.path("status").asString().equals("SENT"))
                            .count()
                    == MAILS_OF_AN_ORDER;
        });
    }

    private static void await(Trainee trainee, Duration patience, Callable<Boolean> condition) {
        Await.until(
                trainee.service().id(), patience, trainee.process(), () -> Await.lastLines(trainee.log()), condition);
    }

    private static void end(Trainee trainee) {
        trainee.process().stop(END);
        if (!Files.exists(trainee.directory().resolve("service.aot"))) {
            throw new LocalStackException(
                    "The %s wrote no cache. %s".formatted(trainee.service().id(), Await.lastLines(trainee.log())));
        }
    }

    private JsonNode getJson(int port, String path) {
        return json.readTree(get(port, path));
    }

    private String get(int port, String path) {
        return send(request(port, path).GET());
    }

    private JsonNode post(Trainee trainee, String path, String body) {
        return json.readTree(send(request(trainee.port(), path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))));
    }

    private static HttpRequest.Builder request(int port, String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port + path))
                .timeout(ANSWER);
    }

    private String send(HttpRequest.Builder builder) {
        var request = builder.build();
        try {
            var response = http.send(request, BodyHandlers.ofString());
            if (response.statusCode() >= 400) {
                throw new LocalStackException(
                        "%s was answered with %d: %s".formatted(request.uri(), response.statusCode(), response.body()));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(request.uri() + " was not answered", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted", e);
        }
    }
}
