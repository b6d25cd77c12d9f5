package dev.orderly.localstack.stack;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.ConsoleLog;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Supervised;
import dev.orderly.localstack.shop.Service;
import dev.orderly.localstack.shop.ServiceJar;
import dev.orderly.localstack.shop.ServiceProcess;
import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;
import org.jspecify.annotations.Nullable;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static java.util.Objects.requireNonNull;

/**
 * The whole system on this machine: a broker if the transport needs one, PostgreSQL with a database and a role for each
 * service, an SMTP sink, a payment gateway stub, and the three services, started from their jars.
 *
 * <p>After the start, a process that exits by itself is restarted; {@link Supervised#kill()} kills one that must stay
 * down. When this JVM ends, however it ends, the processes end too. Safe for use by several threads.
 */
public final class LocalStack implements AutoCloseable {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss.SSS");

    private final Path project;
    private final Path data;
    private final StackPorts ports;
    private final Transport transport;
    private final Secrets secrets;
    private final ConsoleLog log;
    private final LocalPostgres postgres;
    private final Supervised database;
    private final @Nullable Supervised broker;
    private final MailSink mail;
    private final GatewayStub gateway;
    private final Map<Service, Supervised> services = new EnumMap<>(Service.class);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    private final FileLock lock;
    private final Object stopping = new Object();
    private volatile boolean stopped;
    private @Nullable Console console;

    /**
     * Does not start anything yet, but locks the data directory.
     *
     * @param project   the project directory; the services' jars are in its modules' {@code target} directories
     * @param data      for the databases, the broker's data, the logs and the ledger; created if it is missing
     * @param transport how the services send events to each other
     * @param out       gets the progress and, after {@link #showLogs()}, the log lines
     * @throws LocalStackException if another stack uses the data directory
     */
    public LocalStack(Path project, Path data, StackPorts ports, Transport transport, PrintStream out) {
        this.project = project.toAbsolutePath();
        this.data = data.toAbsolutePath();
        this.ports = ports;
        this.transport = transport;
        lock = lock(this.data);
        secrets = Secrets.in(this.data);
        log = new ConsoleLog(out, logDirectory());
        postgres = new LocalPostgres(this.data.resolve("postgres"), ports.postgres());
        database = new Supervised(postgres, log);
        broker = switch (transport) {
            case KAFKA -> new Supervised(new LocalKafka(this.data.resolve("kafka"), ports.broker()), log);
            case RABBITMQ -> new Supervised(new LocalRabbit(this.data.resolve("rabbitmq"), ports.broker()), log);
            case FEED -> null;
        };
        mail = new MailSink(ports.smtp(), line -> log.line("smtp", timed(line)));
        gateway = new GatewayStub(
                        ports.gateway(), this.data.resolve("ledger.jsonl"), line -> log.line("gateway", timed(line)))
                .withAdmin(secrets.operatorToken());
        for (var service : Service.values()) {
            services.put(service, new Supervised(process(service), log));
        }
    }

    /**
     * Starts everything. When this returns, orders can be placed.
     *
     * @throws LocalStackException if a port is in use or a component does not start; {@link #close()} stops the others
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

    /** From now on, prints the log lines of all components as well. */
    public void showLogs() {
        log.open();
    }

    /** Stops every process, the services first, and waits until all have exited. The stack cannot be started again. */
    @Override
    public void close() {
        synchronized (stopping) {
            if (stopped) {
                return;
            }
            stopped = true;
            if (console != null) {
                console.close();
            }
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

    public boolean isStopped() {
        return stopped;
    }

    public URI url(Service service) {
        return URI.create("http://localhost:" + ports.of(service));
    }

    public StackPorts ports() {
        return ports;
    }

    public Transport transport() {
        return transport;
    }

    /** The address of the Kafka broker, if the transport is Kafka. */
    public String bootstrapServers() {
        return "127.0.0.1:" + ports.broker();
    }

    /** The URL of the service's database; the role is {@link Service#database()}. */
    public String jdbcUrl(Service service) {
        return postgres.jdbcUrl(service.database());
    }

    /** The password of the role that owns the service's database. */
    public String databasePassword(Service service) {
        return secrets.databasePassword(service);
    }

    /** The token of an operator, for each service. */
    public String operatorToken() {
        return secrets.operatorToken();
    }

    /** The file with all tokens and passwords of this stack; only its owner may read it. */
    public Path secretsFile() {
        return secrets.file();
    }

    /** One file for each process and each stub. */
    public Path logDirectory() {
        return data.resolve("logs");
    }

    public Supervised service(Service service) {
        return requireNonNull(services.get(service));
    }

    /** Empty if the transport needs no broker. */
    public Optional<Supervised> broker() {
        return Optional.ofNullable(broker);
    }

    public Supervised postgres() {
        return database;
    }

    public MailSink mail() {
        return mail;
    }

    public GatewayStub gateway() {
        return gateway;
    }

    /** The last ten thousand lines of the service's output. */
    public List<String> log(Service service) {
        return log.lines(service.id());
    }

    private void startDatabases() {
        database.start();
        for (var service : Service.values()) {
            postgres.createDatabase(service.database(), secrets.databasePassword(service));
        }
    }

    private ServiceProcess process(Service service) {
        return new ServiceProcess(
                service.id(),
                ServiceJar.of(project, service.id()),
                url(service),
                "/readyz",
                environment(service),
                data,
                log,
                http);
    }

    /**
     * Starts the console, after {@link #start()}: the page for all services, which can also break them.
     *
     * @throws LocalStackException if it does not start; the rest of the stack does not need it
     */
    public void startConsole() {
        var control = new StackControl(
                controlled(),
                gateway,
                mail,
                service -> StackControl.Databases.open(jdbcUrl(service), service.database(), databasePassword(service)),
                log::lines,
                transport == Transport.KAFKA ? new TopicCounts(bootstrapServers()) : null);
        var process = new Supervised(
                new ServiceProcess(
                        "console",
                        ServiceJar.of(project, "console"),
                        consoleUrl(),
                        "/api/config",
                        consoleEnvironment(control),
                        data,
                        log,
                        http),
                log);
        synchronized (stopping) {
            requireNotStopped();
            console = new Console(process, control);
        }
        process.start();
    }

    /** Where the console is, once it is started. */
    public URI consoleUrl() {
        return URI.create("http://localhost:" + ports.console());
    }

    private Map<String, Supervised> controlled() {
        Map<String, Supervised> controlled = new LinkedHashMap<>();
        services.forEach((service, process) -> controlled.put(service.id(), process));
        broker().ifPresent(present -> controlled.put(transport.id(), present));
        controlled.put("postgres", database);
        return controlled;
    }

    private Map<String, String> consoleEnvironment(StackControl control) {
        var urls = Stream.of(Service.values())
                .map(service -> service.id() + "=" + url(service))
                .collect(Collectors.joining(","));
        return Map.of(
                "SERVER_PORT",
                String.valueOf(ports.console()),
                "CONSOLE_SERVICES",
                urls,
                "CONSOLE_TOKEN",
                secrets.operatorToken(),
                "CONSOLE_DEMO",
                "true",
                "CONSOLE_LINKS",
                "ledger=http://localhost:%d/ledger".formatted(ports.gateway()),
                "CONSOLE_STACK_URL",
                control.url().toString(),
                "CONSOLE_STACK_TOKEN",
                control.token());
    }

    /** The environment variables that a service documents, and no others. */
    private Map<String, String> environment(Service service) {
        var environment = new HashMap<>(Map.of(
                "SERVER_ADDRESS", "127.0.0.1",
                "SERVER_PORT", String.valueOf(ports.of(service)),
                "SPRING_DATASOURCE_URL", postgres.jdbcUrl(service.database()),
                "SPRING_DATASOURCE_USERNAME", service.database(),
                "SPRING_DATASOURCE_PASSWORD", secrets.databasePassword(service),
                "SPRING_MAIL_HOST", "127.0.0.1",
                "SPRING_MAIL_PORT", String.valueOf(ports.smtp()),
                "GATEWAY_URL", gateway.url().toString(),
                "CONSOLE_URL", consoleUrl().toString(),
                "ORDERLY_TRANSPORT", transport.id()));
        environment.put("ORDERLY_TOKENS", secrets.tokensOf(service));
        environment.put("SHOP_DEMO", "true");
        // With each transport: a replay reads the feed of the publisher.
        environment.put("ORDER_SERVICE_URL", url(Service.ORDER).toString());
        environment.put("REFUND_SERVICE_URL", url(Service.REFUND).toString());
        environment.put("ORDERLY_FEED_TOKEN", secrets.readerToken(service));
        environment.putAll(
                switch (transport) {
                    case KAFKA -> Map.of("SPRING_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers());
                    case RABBITMQ ->
                        Map.of(
                                "SPRING_RABBITMQ_HOST",
                                "127.0.0.1",
                                "SPRING_RABBITMQ_PORT",
                                String.valueOf(ports.broker()));
                    case FEED -> Map.of();
                });
        return environment;
    }

    /** The console's process, and what it breaks the others with. */
    private static final class Console implements AutoCloseable {

        private final Supervised process;
        private final StackControl control;

        Console(Supervised process, StackControl control) {
            this.process = process;
            this.control = control;
        }

        @Override
        public void close() {
            process.close();
            control.close();
        }
    }

    /** As the services' lines begin; theirs have the trace after it. */
    private static String timed(String line) {
        return "%s %8s %s".formatted(LocalTime.now().format(TIME), "", line);
    }

    private CompletableFuture<Void> run(Executor threads, String component, String address, Runnable start) {
        return CompletableFuture.runAsync(
                () -> {
                    requireNotStopped();
                    var begin = System.nanoTime();
                    start.run();
                    requireNotStopped();
                    log.announce("  %-20s  ready after %4.1f s   %s"
                            .formatted(component, (System.nanoTime() - begin) / 1e9, address));
                },
                threads);
    }

    private void requireNotStopped() {
        if (stopped) {
            throw new LocalStackException("The stack was stopped during its start");
        }
    }

    /** Returns when all are done; throws as soon as one fails. */
    private static void awaitAll(List<CompletableFuture<Void>> starts) {
        var outcome = CompletableFuture.allOf(starts.toArray(CompletableFuture[]::new));
        starts.forEach(each -> each.exceptionally(failure -> {
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
            Directories.makePrivate(data);
            var lock = FileChannel.open(data.resolve("lock"), CREATE, WRITE).tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Another stack in this JVM holds the lock: reported below.
        } catch (IOException e) {
            throw new LocalStackException(
                    "Cannot write to the data directory %s: %s".formatted(data, e.getMessage()), e);
        }
        throw new LocalStackException(
                "Another running stack uses the data directory %s. Stop it, or choose another directory: ./quickstart --data DIR"
                        .formatted(data));
    }
}
