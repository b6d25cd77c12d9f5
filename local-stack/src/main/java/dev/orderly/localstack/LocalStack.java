package dev.orderly.localstack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

import org.jspecify.annotations.Nullable;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

/**
 * The whole system on this machine: a broker if the transport has one, a PostgreSQL with a database and a role for each
 * service, an SMTP sink, a payment gateway, and the three services as processes from their jars.
 *
 * <p>Once it has started, a process that ends by itself is started again; {@link Supervised#kill()} is for one that shall stay down.
 * When this JVM ends, however it ends, so do the processes. Safe for use by several threads.
 */
public final class LocalStack implements AutoCloseable {

    private final Path project;
    private final Path data;
    private final StackPorts ports;
    private final Transport transport;
    private final Screen screen;
    private final LocalPostgres postgres;
    private final Supervised database;
    private final @Nullable Supervised broker;
    private final MailSink mail;
    private final PaymentGateway gateway;
    private final Map<Service, Supervised> services = new EnumMap<>(Service.class);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final FileLock lock;
    private final Object stopping = new Object();
    private volatile boolean stopped;

    /**
     * Starts nothing yet.
     *
     * @param project   where the modules lie, with the services' jars in their {@code target} directories
     * @param data      where the databases, the broker's log and the ledger are kept; made when missing
     * @param transport how events travel between the services
     * @param out       gets the progress and, once it is opened, the services' lines
     */
    public LocalStack(Path project, Path data, StackPorts ports, Transport transport, PrintStream out) {
        this.project = project.toAbsolutePath();
        this.data = data.toAbsolutePath();
        this.ports = ports;
        this.transport = transport;
        lock = lock(this.data);
        screen = new Screen(out, this.data.resolve("logs"));
        postgres = new LocalPostgres(this.data.resolve("postgres"), ports.postgres());
        database = new Supervised(postgres, screen);
        broker = switch (transport) {
            case KAFKA -> new Supervised(new LocalKafka(this.data.resolve("kafka"), ports.broker()), screen);
            case RABBITMQ -> new Supervised(new LocalRabbit(this.data.resolve("rabbitmq"), ports.broker()), screen);
            case FEED -> null;
        };
        mail = new MailSink(ports.smtp(), line -> screen.line("smtp", line));
        gateway = new PaymentGateway(
                ports.gateway(), this.data.resolve("ledger.jsonl"), line -> screen.line("gateway", line));
        for (var service : Service.values()) {
            services.put(service, new Supervised(process(service), screen));
        }
    }

    /**
     * Starts everything. When this returns, orders can be placed.
     *
     * @throws LocalStackException when a port is taken or a part does not start; {@link #close()} then ends the others
     */
    public void start() {
        ports.requireFree(transport);
        var threads = Executors.newCachedThreadPool();
        try {
            var databases = run(threads, "postgres", "localhost:" + ports.postgres(), this::startDatabases);
            var all = new ArrayList<CompletableFuture<Void>>();
            all.add(databases);
            all.add(run(threads, "smtp", "localhost:" + ports.smtp(), mail::start));
            all.add(run(threads, "gateway", "http://localhost:" + ports.gateway(), gateway::start));
            broker().ifPresent(present -> all.add(databases.thenCompose(
                    done -> run(threads, transport.id(), "localhost:" + ports.broker(), present::start))));
            services.forEach((service, process) -> all.add(databases.thenCompose(
                    done -> run(threads, service.id(), url(service).toString(), process::start))));
            awaitAll(all);
        } finally {
            threads.shutdown();
        }
    }

    /** From now on the lines of all parts are shown, too. */
    void open() {
        screen.open();
    }

    /** Stops every process, the services first, and waits for their end. Nothing starts again afterwards. */
    @Override
    public void close() {
        synchronized (stopping) {
            if (stopped) {
                return;
            }
            stopped = true;
            inParallel(services.values().stream()
                    .map(each -> (Runnable) each::close)
                    .toList());
            var needed = new ArrayList<Runnable>(List.of(database::close, gateway::stop, mail::stop));
            broker().ifPresent(present -> needed.add(present::close));
            inParallel(needed);
            try {
                lock.channel().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    boolean isStopped() {
        return stopped;
    }

    public URI url(Service service) {
        return URI.create("http://localhost:" + ports.of(service));
    }

    public Transport transport() {
        return transport;
    }

    /** Where Kafka is, if it is the transport. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    /** The service's database; role and password are {@link Service#database()}. */
    public String jdbcUrl(Service service) {
        return postgres.jdbcUrl(service.database());
    }

    public Supervised service(Service service) {
        return requireNonNull(services.get(service));
    }

    /** None when the transport does without. */
    public Optional<Supervised> broker() {
        return Optional.ofNullable(broker);
    }

    public Supervised postgres() {
        return database;
    }

    public MailSink mail() {
        return mail;
    }

    public PaymentGateway gateway() {
        return gateway;
    }

    /** What the service has written, the last ten thousand lines of it. */
    public List<String> log(Service service) {
        return screen.lines(service.id());
    }

    private void startDatabases() {
        database.start();
        for (var service : Service.values()) {
            postgres.createDatabase(service.database(), service.database());
        }
    }

    private ServiceProcess process(Service service) {
        return new ServiceProcess(
                service, ServiceJar.of(project, service), url(service), environment(service), data, screen, http);
    }

    /** What a service needs: the variables of the contract, and no other. */
    private Map<String, String> environment(Service service) {
        var environment = new HashMap<>(Map.of(
                "SERVER_PORT", String.valueOf(ports.of(service)),
                "SPRING_DATASOURCE_URL", postgres.jdbcUrl(service.database()),
                "SPRING_DATASOURCE_USERNAME", service.database(),
                "SPRING_DATASOURCE_PASSWORD", service.database(),
                "SPRING_MAIL_HOST", "127.0.0.1",
                "SPRING_MAIL_PORT", String.valueOf(ports.smtp()),
                "GATEWAY_URL", gateway.url().toString(),
                "ORDERLY_TRANSPORT", transport.id()));
        environment.putAll(
                switch (transport) {
                    case KAFKA -> Map.of("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
                    case RABBITMQ ->
                        Map.of(
                                "SPRING_RABBITMQ_HOST",
                                "127.0.0.1",
                                "SPRING_RABBITMQ_PORT",
                                String.valueOf(ports.broker()));
                    case FEED ->
                        Map.of(
                                "ORDER_SERVICE_URL", url(Service.ORDER).toString(),
                                "REFUND_SERVICE_URL", url(Service.REFUND).toString());
                });
        return environment;
    }

    private CompletableFuture<Void> run(Executor threads, String part, String address, Runnable start) {
        return CompletableFuture.runAsync(
                () -> {
                    requireNotStopped();
                    var begin = System.nanoTime();
                    start.run();
                    requireNotStopped();
                    screen.announce("  %-20s  ready after %4.1f s   %s"
                            .formatted(part, (System.nanoTime() - begin) / 1e9, address));
                },
                threads);
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new LocalStackException("The stack has been stopped");
        }
    }

    /** Returns when all are done; throws as soon as one has failed. */
    private static void awaitAll(List<CompletableFuture<Void>> parts) {
        var outcome = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
        parts.forEach(part -> part.exceptionally(failure -> {
            outcome.completeExceptionally(failure);
            return null;
        }));
        try {
            outcome.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void inParallel(List<Runnable> tasks) {
        CompletableFuture.allOf(tasks.stream()
                        .map(task -> CompletableFuture.runAsync(task, command -> new Thread(command).start()))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    private static FileLock lock(Path data) {
        try {
            Files.createDirectories(data);
            var lock = FileChannel.open(data.resolve("lock"), CREATE, WRITE).tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Another stack in this JVM has it.
        } catch (IOException e) {
            throw new LocalStackException("No data can be kept in %s: %s".formatted(data, e.getMessage()), e);
        }
        throw new LocalStackException("The data in %s belongs to a stack that is running".formatted(data));
    }
}
