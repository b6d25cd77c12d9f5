package dev.orderly.localstack.broker;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Ports;
import kafka.tools.StorageTool;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Map.entry;

/**
 * A real Kafka node, broker and controller in one, as a process on the loopback interface.
 *
 * <p>It keeps its port and its data across stops, kills and restarts. One thread starts it; any thread may stop or kill it.
 */
public final class LocalKafka extends LocalBroker {

    /** The settings of a small single-node broker, as a process or in a container. */
    public static final Map<String, String> SETTINGS = Map.ofEntries(
            // The publisher of a topic creates it, with the partitions it needs.
            entry("auto.create.topics.enable", "false"),
            entry("default.replication.factor", "1"),

            // There is one broker, so one replica.
            entry("offsets.topic.replication.factor", "1"),
            entry("offsets.topic.num.partitions", "1"),
            entry("transaction.state.log.replication.factor", "1"),
            entry("transaction.state.log.min.isr", "1"),
            entry("transaction.state.log.num.partitions", "1"),
            entry("share.coordinator.state.topic.replication.factor", "1"),
            entry("share.coordinator.state.topic.min.isr", "1"),
            entry("share.coordinator.state.topic.num.partitions", "1"),

            // For a fast start and stop.
            entry("group.initial.rebalance.delay.ms", "0"),
            entry("broker.heartbeat.interval.ms", "500"),
            entry("initial.broker.registration.timeout.ms", "30000"),
            entry("controlled.shutdown.enable", "false"),
            entry("log.cleaner.enable", "false"),
            entry("num.network.threads", "2"),
            entry("num.io.threads", "4"),
            entry("background.threads", "2"));

    /** A JVM that starts fast and stays small. */
    private static final List<String> SMALL_JVM =
            List.of("-Xms192m", "-Xmx192m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(15);

    private final List<String> jvmOptions;
    private final Map<String, String> settings;

    /**
     * Does not start the broker yet.
     *
     * @param directory where the broker keeps its data, its configuration and its log; created if it is missing
     * @param port      where clients connect
     */
    public LocalKafka(Path directory, int port) {
        this(directory, port, SMALL_JVM, SETTINGS);
    }

    private LocalKafka(Path directory, int port, List<String> jvmOptions, Map<String, String> settings) {
        super("kafka", STOP_TIMEOUT, directory, port);
        this.jvmOptions = jvmOptions;
        this.settings = settings;
    }

    /** A broker on a port that is free now. */
    public static LocalKafka onFreePort(Path directory) {
        return new LocalKafka(directory, Ports.free());
    }

    /** This broker in a JVM with these options instead of those for a fast start. Call it before the start. */
    public LocalKafka in(String... options) {
        return new LocalKafka(directory(), port(), List.of(options), settings);
    }

    /** This broker with these settings, too; they win over {@link #SETTINGS}. Call it before the start. */
    public LocalKafka with(Map<String, String> further) {
        var all = new TreeMap<>(settings);
        all.putAll(further);
        return new LocalKafka(directory(), port(), jvmOptions, all);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port();
    }

    /**
     * Starts the broker with the data in its directory, if there is any. When this returns, it answers its clients.
     *
     * @throws LocalStackException if the broker exits or is not ready within three minutes; it does not run then
     */
    @Override
    public void start() {
        requireNotRunning();
        var configuration = configure();
        format(configuration);
        List<String> command = new ArrayList<>();
        command.add(ChildProcess.java().toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-Dlogback.configurationFile=" + directory().resolve("logback.xml"),
                "-Dcom.sun.management.jmxremote=false",
                "-cp",
                classPath(),
                "kafka.Kafka",
                configuration.toString()));
        var started = ChildProcess.start(
                command, Map.of(), directory(), Redirect.appendTo(logFile().toFile()));
        manage(started, () -> awaitReady(started));
    }

    private Path configure() {
        var controllerPort = Ports.free();
        var configuration = directory().resolve("server.properties");
        try {
            Files.createDirectories(directory());
            Files.writeString(configuration, properties(controllerPort));
            try (var logback = LocalKafka.class.getResourceAsStream("broker-logback.xml")) {
                Files.copy(logback, directory().resolve("logback.xml"), StandardCopyOption.REPLACE_EXISTING);
            }
            return configuration;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the broker's configuration to " + directory(), e);
        }
    }

    private String properties(int controllerPort) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%1$d
                listeners=PLAINTEXT://127.0.0.1:%2$d,CONTROLLER://127.0.0.1:%1$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%2$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s
                %4$s
                """.formatted(
                        controllerPort,
                        port(),
                        directory().resolve("data").toString().replace("\\", "\\\\"),
                        settings.entrySet().stream().map(Object::toString).collect(Collectors.joining("\n")));
    }

    private void format(Path configuration) {
        if (Files.exists(directory().resolve("data").resolve("meta.properties"))) {
            return;
        }
        var output = new ByteArrayOutputStream();
        var code = StorageTool.execute(
                new String[] {"format", "-t", Uuid.randomUuid().toString(), "-c", configuration.toString()},
                new PrintStream(output, true, UTF_8));
        if (code != 0) {
            throw new LocalStackException("Cannot format Kafka's data directory %s: %s"
                    .formatted(directory().resolve("data"), output.toString(UTF_8)));
        }
    }

    /** Jars only: the broker needs nothing else, and class data sharing does not allow directories. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(System.getProperty("path.separator")))
                .filter(entry -> entry.endsWith(".jar"))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private void awaitReady(ChildProcess started) {
        var settings = Map.<String, Object>of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers(),
                AdminClientConfig.RECONNECT_BACKOFF_MS_CONFIG,
                "50",
                AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
                "100");
        Await.until("Kafka", START_TIMEOUT, started, this::lastOutput, () -> Ports.accepts(port()));
        try (var admin = Admin.create(settings)) {
            Await.until("Kafka", START_TIMEOUT, started, this::lastOutput, () -> !admin.describeCluster()
                    .nodes()
                    .get()
                    .isEmpty());
        }
    }
}
