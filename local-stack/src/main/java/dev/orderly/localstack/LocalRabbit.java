package dev.orderly.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import static java.util.Map.entry;

/**
 * A real RabbitMQ broker, as a node of its own on the loopback interface: with its own data, cookie and port mapper. It
 * is the {@code rabbitmq-server} that is installed on this machine; there is none to be had from Maven.
 *
 * <p>Started, stopped, killed and started again, it keeps its port and its data. One thread starts it; any thread may stop or kill it.
 */
public final class LocalRabbit extends ProcessPart {

    /** What to do when {@link #isInstalled()} says no. */
    public static final String HOW_TO_INSTALL =
            "There is no RabbitMQ on this machine: apt-get install rabbitmq-server, or brew install rabbitmq";

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(20);

    /** Debian's command of this name is for the system's own node only. */
    private static final Path DEBIAN = Path.of("/usr/lib/rabbitmq/bin/rabbitmq-server");

    private final Path directory;
    private final int port;
    private final int portMapperPort = Ports.free();
    private volatile @Nullable ChildProcess portMapper;

    /**
     * Starts nothing yet.
     *
     * @param directory where the broker keeps its data and its log; made when missing
     * @param port      of the listener for clients
     */
    public LocalRabbit(Path directory, int port) {
        super(STOP);
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    public static LocalRabbit onFreePort(Path directory) {
        return new LocalRabbit(directory, Ports.free());
    }

    /** Whether the machine has what it takes. */
    public static boolean isInstalled() {
        return server().isPresent() && onThePath("epmd").isPresent();
    }

    /** Where a client finds it, on 127.0.0.1. It lets in the user guest with the password guest. */
    public int port() {
        return port;
    }

    @Override
    public Path logFile() {
        return directory.resolve("broker.log");
    }

    /**
     * Starts the broker on the data it finds, or on none. When this returns it lets clients in.
     *
     * @throws LocalStackException when none is installed, when it ends instead, or when it is not ready within three minutes; it is
     *     not left running then
     */
    @Override
    public void start() {
        requireNotRunning();
        if (!isInstalled()) {
            throw new LocalStackException(HOW_TO_INSTALL);
        }
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("plugins"), "[].\n");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the broker's configuration to " + directory, e);
        }
        startPortMapper();
        var started = start(List.of(server().orElseThrow().toString()));
        become(started, () -> Await.until("RabbitMQ", START, started, this::lastWords, () -> Ports.accepts(port)));
    }

    /** It would be started by the first node of the machine, and outlive them all. */
    private void startPortMapper() {
        var running = portMapper;
        if (running == null || !running.isAlive()) {
            var started =
                    start(List.of(onThePath("epmd").orElseThrow().toString(), "-port", String.valueOf(portMapperPort)));
            portMapper = started;
            Await.until("epmd", START, started, this::lastWords, () -> Ports.accepts(portMapperPort));
        }
    }

    private ChildProcess start(List<String> command) {
        return ChildProcess.start(
                command, environment(), directory, Redirect.appendTo(logFile().toFile()));
    }

    private Map<String, String> environment() {
        return Map.ofEntries(
                entry("HOME", directory.toString()),
                entry("ERL_EPMD_ADDRESS", "127.0.0.1"),
                entry("ERL_EPMD_PORT", String.valueOf(portMapperPort)),
                entry("RABBITMQ_NODENAME", "orderly@localhost"),
                entry("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                entry("RABBITMQ_NODE_PORT", String.valueOf(port)),
                entry("RABBITMQ_DIST_PORT", String.valueOf(Ports.free())),
                entry("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
                entry("RABBITMQ_MNESIA_BASE", directory.resolve("data").toString()),
                entry("RABBITMQ_LOGS", "-"),
                entry("RABBITMQ_PID_FILE", directory.resolve("pid").toString()),
                entry(
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        directory.resolve("plugins").toString()),
                entry("RABBITMQ_CONF_ENV_FILE", directory.resolve("none").toString()),
                entry("RABBITMQ_CONFIG_FILE", directory.resolve("none").toString()),
                entry("RABBITMQ_ADVANCED_CONFIG_FILE", directory.resolve("none").toString()),
                // No shell around the node: its process is the one that was started.
                entry("RUNNING_UNDER_SYSTEMD", "true"));
    }

    /**
     * Stops the broker by {@code SIGTERM}, and by {@code SIGKILL} after 20 seconds, and then its port mapper. Does
     * nothing when none runs.
     */
    @Override
    public void stop() {
        super.stop();
        var mapper = portMapper;
        if (mapper != null) {
            mapper.kill();
        }
    }

    @Override
    public String id() {
        return "rabbitmq";
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
