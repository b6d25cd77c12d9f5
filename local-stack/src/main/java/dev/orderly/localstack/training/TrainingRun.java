package dev.orderly.localstack.training;

import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Ports;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ShopClient;
import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;

import static java.util.Map.entry;
import static java.util.Objects.requireNonNull;

/**
 * Records the AOT caches with which the services start faster: runs the services with a real database, a real broker, an
 * SMTP sink and a gateway stub, places and cancels orders, and stops the services, which then write their caches.
 *
 * <p>Without a database a service does not start at all. A run that ended when the application context is ready would
 * miss the code for requests, events and e-mails.
 */
final class TrainingRun {

    private static final int ORDERS = 20;
    private static final int EMAILS_PER_ORDER = 3;
    private static final Duration START_TIMEOUT = Duration.ofMinutes(10);
    private static final Duration WORK_TIMEOUT = Duration.ofMinutes(10);

    /** The JVM writes the cache after the service's last log line, which takes longer than the service ran. */
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(15);

    /** These services exist only while an image is built. */
    private static final String OPERATOR_TOKEN = "training";

    private final long begin = System.nanoTime();
    private final Path applications;
    private final Path data = Directories.temporary("orderly-training-");
    private final LocalPostgres postgres = LocalPostgres.onFreePort(data.resolve("postgres"));
    private final LocalKafka kafka = LocalKafka.onFreePort(data.resolve("kafka"));
    private final int smtpPort = Ports.free();
    private final MailSink mail = new MailSink(smtpPort, line -> {});
    private final GatewayStub gateway = new GatewayStub(Ports.free(), data.resolve("ledger.jsonl"), line -> {});
    private final Map<Service, Trainee> trainees = new EnumMap<>(Service.class);
    private final ShopClient shop = new ShopClient(service -> trainee(service).url(), OPERATOR_TOKEN);

    private TrainingRun(Path applications) {
        this.applications = applications;
    }

    /**
     * Exits with 0, or with 1 if a service wrote no cache.
     *
     * @param arguments a directory with the file {@code jvm.options} and, for each service, a directory with its name and
     *     the file {@code service.jar} in it; the cache is written next to the jar, as {@code service.aot}
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
        Stream.of(Service.values()).forEach(service -> trainees.put(service, start(service)));
        trainees.values().forEach(this::awaitReady);
        print("the services are ready");
        var orders =
                IntStream.range(0, ORDERS).mapToObj(each -> placeAndCancel()).toList();
        orders.forEach(this::awaitEmails);
        trainees.values().forEach(each -> shop.deadLetters(each.service()));
        trainees.values().forEach(each -> shop.scrapeMetrics(each.managementUrl()));
        print("%d orders were placed, canceled and refunded".formatted(ORDERS));
        CompletableFuture.allOf(trainees.values().stream()
                        .map(each -> CompletableFuture.runAsync(() -> stop(each)))
                        .toArray(CompletableFuture[]::new))
                .join();
        print("the AOT caches are written");
        kafka.stop();
        postgres.stop();
    }

    private void print(String event) {
        System.out.printf(
                "Training run: %s after %d s%n",
                event, Duration.ofNanos(System.nanoTime() - begin).toSeconds());
    }

    /** A service that runs to have its AOT cache recorded. */
    private record Trainee(
            Service service, URI url, URI managementUrl, Path directory, Path log, ChildProcess process) {}

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
                        entry("ORDERLY_TOKENS", "operator:operator:" + OPERATOR_TOKEN),
                        entry("SPRING_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers()),
                        entry("SPRING_MAIL_HOST", "127.0.0.1"),
                        entry("SPRING_MAIL_PORT", String.valueOf(smtpPort)),
                        entry("GATEWAY_URL", gateway.url().toString())),
                directory,
                Redirect.to(log.toFile()));
        return new Trainee(service, localhost(port), localhost(managementPort), directory, log, process);
    }

    private static URI localhost(int port) {
        return URI.create("http://localhost:" + port);
    }

    private Trainee trainee(Service service) {
        return requireNonNull(trainees.get(service));
    }

    private void awaitReady(Trainee trainee) {
        await(trainee, START_TIMEOUT, () -> shop.isReady(trainee.service()));
    }

    private void await(Trainee trainee, Duration timeout, Callable<Boolean> condition) {
        Await.until(
                trainee.service().id(), timeout, trainee.process(), () -> Await.lastLines(trainee.log()), condition);
    }

    private String placeAndCancel() {
        var id = shop.placeOrder("kim@example.com", 2, 15_000)
                .expect(201)
                .path("orderId")
                .asString();
        shop.cancelOrder(id, "changed my mind").expect(200);
        shop.order(id);
        return id;
    }

    private void awaitEmails(String orderId) {
        await(
                trainee(Service.NOTIFICATION),
                WORK_TIMEOUT,
                () -> shop.notifications(orderId).stream()
                                .filter(each -> each.path("status").asString().equals("SENT"))
                                .count()
                        == EMAILS_PER_ORDER);
    }

    private static void stop(Trainee trainee) {
        trainee.process().stop(STOP_TIMEOUT);
        if (!Files.exists(trainee.directory().resolve("service.aot"))) {
            throw new LocalStackException(
                    "%s wrote no AOT cache. %s".formatted(trainee.service().id(), Await.lastLines(trainee.log())));
        }
    }
}
