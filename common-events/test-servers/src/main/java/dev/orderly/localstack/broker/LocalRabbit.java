package dev.orderly.localstack.broker;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.Ports;
import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * A real RabbitMQ broker on the loopback interface, with its own data, cookie and port mapper. It runs the
 * {@code rabbitmq-server} that is installed on this machine, because Maven repositories have none.
 *
 * <p>It keeps its port and its data across stops, kills and restarts. One thread starts it; any thread may stop or kill it.
 */
public final class LocalRabbit extends LocalBroker {

    /** The message for the user if {@link #isInstalled()} is {@code false}. */
    public static final String HOW_TO_INSTALL =
            "RabbitMQ is not installed. Install it with: apt-get install rabbitmq-server (or: brew install rabbitmq)";

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    /** On Debian, the {@code rabbitmq-server} on the PATH controls the system's own node only. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final int portMapperPort = Ports.free();
    private volatile @Nullable ChildProcess portMapper;

    /**
     * Does not start the broker yet.
     *
     * @param directory where the broker keeps its data and its log; created if it is missing
     * @param port      where clients connect
     */
    public LocalRabbit(Path directory, int port) {
        super("rabbitmq", STOP_TIMEOUT, directory, port);
    }

    /** A broker on a port that is free now. Clients log in as guest with the password guest. */
    public static LocalRabbit onFreePort(Path directory) {
        return new LocalRabbit(directory, Ports.free());
    }

    /** Whether RabbitMQ and Erlang's port mapper are installed on this machine. */
    public static boolean isInstalled() {
        return server().isPresent() && onThePath("epmd").isPresent();
    }

    /**
     * Starts the broker with the data in its directory, if there is any. When this returns, it accepts clients.
     *
     * @throws LocalStackException if RabbitMQ is not installed, exits, or is not ready within three minutes; it does not run then
     */
    @Override
    public void start() {
        requireNotRunning();
        if (!isInstalled()) {
            throw new LocalStackException(HOW_TO_INSTALL);
        }
        try {
            Files.createDirectories(directory());
            Files.writeString(directory().resolve("plugins"), "[].\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the broker's configuration to " + directory(), e);
        }
        startPortMapper();
        var started = start(List.of(server().orElseThrow().toString()));
        manage(
                started,
                () -> Await.until("RabbitMQ", START_TIMEOUT, started, this::lastOutput, () -> Ports.accepts(port())));
    }

    /** Without this, the first node of the machine would start a port mapper that outlives all nodes. */
    private void startPortMapper() {
        var running = portMapper;
        if (running == null || !running.isAlive()) {
            var started =
                    start(List.of(onThePath("epmd").orElseThrow().toString(), "-port", String.valueOf(portMapperPort)));
            portMapper = started;
            Await.until("epmd", START_TIMEOUT, started, this::lastOutput, () -> Ports.accepts(portMapperPort));
        }
    }

    private ChildProcess start(List<String> command) {
        return ChildProcess.start(
                command, environment(), directory(), Redirect.appendTo(logFile().toFile()));
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                entry("HOME", directory().toString()),
                entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                entry("ERL_EPMD_PORT", String.valueOf(portMapperPort)),
                entry("RABBITMQ_NODENAME", "orderly@localhost"),
                entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                entry("RABBITMQ_NODE_PORT", String.valueOf(port())),
                entry("RABBITMQ_DIST_PORT", String.valueOf(Ports.free())),
                // Takes messages as large as Kafka does by default.
                entry(
                        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
                        "-kernel inet_dist_use_interface {127,0,0,1} -rabbit max_message_size 1048576"),
                entry("RABBITMQ_MNESIA_BASE", directory().resolve("data").toString()),
                entry("RABBITMQ_LOGS", "-"),
                entry("RABBITMQ_PID_FILE", directory().resolve("pid").toString()),
                entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        directory().resolve("plugins").toString()),
                entry("RABBITMQ_CONF_ENV_FILE", directory().resolve("none").toString()),
                entry("RABBITMQ_CONFIG_FILE", directory().resolve("none").toString()),
                entry(
                        "RABBITMQ_ADVANCED_CONFIG_FILE",
                        directory().resolve("none").toString()),
                // Runs the node without a shell around it, so the process started here is the node itself.
                entry("RUNNING_UNDER_SYSTEMD", "true"));
    }

    /**
     * Runs {@code rabbitmqctl} on this broker, such as to add a user.
     *
     * @throws LocalStackException if the command fails
     */
    public void control(String... arguments) {
        List<String> command = new ArrayList<>(List.of(control().toString()));
        command.addAll(List.of(arguments));
        var outcome = start(command).ended().join();
        if (!outcome.equals("exited with code 0")) {
            throw new LocalStackException("rabbitmqctl %s %s. %s".formatted(arguments[0], outcome, lastOutput()));
        }
    }

    private static Path control() {
        return server().orElseThrow().resolveSibling("rabbitmqctl");
    }

    /** Stops the broker, by {@code SIGKILL} after 20 seconds, and then its port mapper. Does nothing if neither runs. */
    @Override
    public void stop() {
        super.stop();
        var mapper = portMapper;
        if (mapper != null) {
            mapper.kill();
        }
    }

    private static Optional<Path> server() {
        return Files.isExecutable(DEBIAN) ? Optional.of(DEBIAN) : onThePath("rabbitmq-server");
    }

    private static Optional<Path> onThePath(String command) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> Path.of(folder, command))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
