package dev.orderly.localstack;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18, durable ({@code fsync} and {@code synchronous_commit} on), as a process of its own on the loopback interface.
 *
 * <p>Started, stopped, killed and started again, it keeps its port and its data. Every database has a role of its own,
 * with a password, and no role reaches another's database. One thread
 * starts it; any thread may stop or kill it.
 */
public final class LocalPostgres implements Part, AutoCloseable {

    /** What a server of tests and demonstrations is set to, wherever it runs. */
    public static final Map<String, String> SETTINGS =
            Map.of("fsync", "on", "synchronous_commit", "on", "max_connections", "200");

    /** The options of {@code initdb} that say how text is sorted. */
    public static final Map<String, String> LOCALE =
            Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration END = Duration.ofSeconds(10);

    private static final String ACCESS = """
            # type database user      address      method
            host   all      postgres  127.0.0.1/32 trust
            host   all      postgres  ::1/128      trust
            host   all      all       127.0.0.1/32 scram-sha-256
            host   all      all       ::1/128      scram-sha-256
            """;

    private final Path directory;
    private final int port;
    private volatile @Nullable EmbeddedPostgres server;
    private volatile @Nullable ProcessHandle postmaster;

    /**
     * Starts nothing yet.
     *
     * @param directory where the server keeps its data and its log; made when missing
     */
    public LocalPostgres(Path directory, int port) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
    }

    public static LocalPostgres onFreePort(Path directory) {
        return new LocalPostgres(directory, Ports.free());
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** What the server writes. */
    public Path logFile() {
        return directory.resolve("postgres.log");
    }

    /** The process id of the server's first process, the postmaster. */
    @Override
    public long pid() {
        return running().pid();
    }

    /**
     * Starts the server on the data it finds, or on none. When this returns it answers.
     *
     * @throws LocalStackException when it does not come up within three minutes
     */
    @Override
    public void start() {
        var running = postmaster;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("PostgreSQL is running");
        }
        try {
            Files.createDirectories(directory);
            // A killed server's lock, which the library lets go only when it stops the server itself.
            Files.deleteIfExists(data().resolve("epg-lock"));
            var log = Redirect.appendTo(logFile().toFile());
            var builder = EmbeddedPostgres.builder();
            LOCALE.forEach(builder::setLocaleConfig);
            // The library turns fsync and synchronous_commit off; these come later on the command line, and win.
            SETTINGS.forEach(builder::setServerConfig);
            var started = builder.setPort(port)
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setDataDirectoryCustomizer(LocalPostgres::restrictAccess)
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .setPGStartupWait(START)
                    .start();
            var first = findPostmaster();
            Keeper.guard(first.pid());
            first.onExit().thenAccept(ended -> Keeper.forget(ended.pid()));
            server = started;
            postmaster = first;
        } catch (IOException | RuntimeException e) {
            throw new LocalStackException("PostgreSQL does not start. " + lastWords(), e);
        }
    }

    /** Makes the database and the role that owns it, both of this name, where they are missing; sets the password. */
    public void createDatabase(String name, String password) {
        try (var connection = started().getPostgresDatabase().getConnection()) {
            Databases.create(connection, name, password);
        } catch (SQLException e) {
            throw new LocalStackException("The database %s cannot be made".formatted(name), e);
        }
    }

    /** Stops the server in order. Does nothing when none runs. */
    @Override
    public void stop() {
        var running = postmaster;
        var stopping = server;
        if (running == null || stopping == null || !running.isAlive()) {
            return;
        }
        try {
            stopping.close();
            awaitEnd(List.of(running));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Kills the server by {@code SIGKILL}, as a crash would; its next start recovers from the write-ahead log. Does nothing
     * when none runs.
     */
    @Override
    public void kill() {
        var first = postmaster;
        if (first == null) {
            return;
        }
        // The others see the postmaster go and follow. Until they have gone, no new server can use the data.
        var family = List.of(first.descendants().toArray(ProcessHandle[]::new));
        first.destroyForcibly();
        awaitEnd(List.of(first));
        awaitEnd(family);
    }

    @Override
    public void close() {
        stop();
    }

    @Override
    public String id() {
        return "postgres";
    }

    @Override
    public CompletableFuture<String> ended() {
        return running().onExit().thenApply(process -> "ended");
    }

    @Override
    public String lastWords() {
        return Await.lastLines(logFile());
    }

    private Path data() {
        return directory.resolve("data");
    }

    private EmbeddedPostgres started() {
        var started = server;
        if (started == null) {
            throw new IllegalStateException("PostgreSQL was never started");
        }
        return started;
    }

    private ProcessHandle running() {
        var running = postmaster;
        if (running == null) {
            throw new IllegalStateException("PostgreSQL was never started");
        }
        return running;
    }

    private ProcessHandle findPostmaster() throws IOException {
        var pid = Long.parseLong(
                Files.readAllLines(data().resolve("postmaster.pid")).get(0).trim());
        return ProcessHandle.of(pid).orElseThrow(() -> new IOException("The postmaster %d is gone".formatted(pid)));
    }

    private static void restrictAccess(File data) {
        try {
            Files.writeString(data.toPath().resolve("pg_hba.conf"), ACCESS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        for (var process : processes) {
            try {
                process.onExit().get(END.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                process.destroyForcibly();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
