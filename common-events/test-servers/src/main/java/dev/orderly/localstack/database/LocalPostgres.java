package dev.orderly.localstack.database;

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

import dev.orderly.localstack.process.Await;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.LocalStackException;
import dev.orderly.localstack.process.ManagedProcess;
import dev.orderly.localstack.process.OrphanReaper;
import dev.orderly.localstack.process.Passwords;
import dev.orderly.localstack.process.Ports;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18, durable ({@code fsync} and {@code synchronous_commit} on), as a process on the loopback interface.
 *
 * <p>It keeps its port and its data across stops, kills and restarts. Every database has its own role with a password,
 * and no role can access another's database. The superuser has a password, too, which is made at the first start and kept
 * in a file beside the data; only its owner may read them, and the folder of the server's binaries. One thread starts the server; any thread may stop or kill it.
 */
public final class LocalPostgres implements ManagedProcess, AutoCloseable {

    /** The settings of a server for tests and demos, as a process or in a container. */
    public static final Map<String, String> SETTINGS =
            Map.of("fsync", "on", "synchronous_commit", "on", "max_connections", "200");

    /** The options of {@code initdb} that define how text is sorted. */
    public static final Map<String, String> LOCALE =
            Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final Duration EXIT_TIMEOUT = Duration.ofSeconds(10);

    private static final String ACCESS = """
            # type database user address      method
            host   all      all  127.0.0.1/32 scram-sha-256
            host   all      all  ::1/128      scram-sha-256
            """;

    /** Shared by all servers of a user on this machine. */
    private static final Path BINARIES =
            Path.of(System.getProperty("java.io.tmpdir"), "orderly-postgres-" + System.getProperty("user.name"));

    private final Path directory;
    private final int port;
    private final Map<String, String> settings;
    private volatile @Nullable EmbeddedPostgres server;
    private volatile @Nullable ProcessHandle postmaster;

    /**
     * Does not start the server yet.
     *
     * @param directory where the server keeps its data and its log; created if it is missing
     */
    public LocalPostgres(Path directory, int port) {
        this(directory, port, Map.of());
    }

    private LocalPostgres(Path directory, int port, Map<String, String> settings) {
        this.directory = directory.toAbsolutePath();
        this.port = port;
        this.settings = Map.copyOf(settings);
    }

    /** A server on a port that is free now. */
    public static LocalPostgres onFreePort(Path directory) {
        return new LocalPostgres(directory, Ports.free());
    }

    /** This server with more settings of {@code postgresql.conf}. Call it before the start. */
    public LocalPostgres with(Map<String, String> moreSettings) {
        return new LocalPostgres(directory, port, moreSettings);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** The password of the superuser, {@code postgres}. */
    public String superuserPassword() {
        try {
            return Files.readString(superuserPasswordFile());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL was never started", e);
        }
    }

    /** The server's log file. */
    public Path logFile() {
        return directory.resolve("postgres.log");
    }

    /** The pid of the postmaster, the parent of all server processes. */
    @Override
    public long pid() {
        return running().pid();
    }

    /**
     * Starts the server with the data in its directory, if there is any. When this returns, it accepts connections.
     *
     * @throws LocalStackException if the server is not ready within three minutes
     */
    @Override
    public void start() {
        var running = postmaster;
        if (running != null && running.isAlive()) {
            throw new IllegalStateException("PostgreSQL already runs, with pid " + running.pid());
        }
        try {
            Directories.makePrivate(directory);
            Directories.makePrivate(BINARIES);
            var password = preparedPassword();
            // The lock of a killed server: the library releases it only if it stops the server itself.
            Files.deleteIfExists(data().resolve("epg-lock"));
            var log = Redirect.appendTo(logFile().toFile());
            var builder = EmbeddedPostgres.builder();
            LOCALE.forEach(builder::setLocaleConfig);
            // Any option of initdb can be given this way.
            builder.setLocaleConfig("pwfile", superuserPasswordFile().toString());
            builder.setConnectConfig("password", password);
            builder.setOverrideWorkingDirectory(BINARIES.toFile());
            // The library turns fsync and synchronous_commit off; these settings come later on the command line and
            // override that.
            SETTINGS.forEach(builder::setServerConfig);
            settings.forEach(builder::setServerConfig);
            var started = builder.setPort(port)
                    .setDataDirectory(data())
                    .setCleanDataDirectory(false)
                    .setRegisterShutdownHook(false)
                    .setDataDirectoryCustomizer(LocalPostgres::restrictAccess)
                    .setServerConfig("listen_addresses", "localhost")
                    .setServerConfig("unix_socket_directories", "")
                    .setOutputRedirector(log)
                    .setErrorRedirector(log)
                    .setPGStartupWait(START_TIMEOUT)
                    .start();
            var first = findPostmaster();
            OrphanReaper.guard(first);
            server = started;
            postmaster = first;
        } catch (IOException | RuntimeException e) {
            throw new LocalStackException("PostgreSQL does not start. " + lastOutput(), e);
        }
    }

    private String preparedPassword() {
        if (!Files.exists(superuserPasswordFile())) {
            if (Files.exists(data())) {
                throw new LocalStackException(
                        "The database in %s has no password: an earlier version made it. Remove that directory."
                                .formatted(directory));
            }
            Passwords.write(superuserPasswordFile(), Passwords.random());
        }
        return superuserPassword();
    }

    private Path superuserPasswordFile() {
        return directory.resolve("superuser-password");
    }

    /** Creates the database and the role that owns it, both with this name, if they are missing; sets the password. */
    public void createDatabase(String name, String password) {
        try (var connection = started().getPostgresDatabase().getConnection()) {
            Databases.create(connection, name, password);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot create the database %s".formatted(name), e);
        }
    }

    /**
     * Creates a database as in production: the role with its name only reads and writes rows. The role {@code <name>_owner}
     * owns the database, and what it creates there the first one may use.
     */
    public void createDatabase(String name, String password, String ownerPassword) {
        try (var superuser = started().getPostgresDatabase().getConnection()) {
            Databases.create(superuser, name + "_owner", name, ownerPassword);
            Databases.addRole(superuser, name, password);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot create the database %s".formatted(name), e);
        }
        try (var superuser = started().getDatabase("postgres", name).getConnection()) {
            Databases.share(superuser, name + "_owner", name);
        } catch (SQLException e) {
            throw new LocalStackException("Cannot share the database %s".formatted(name), e);
        }
    }

    /** Stops the server in an orderly way. Does nothing if it does not run. */
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
     * Sends {@code SIGKILL} to the postmaster, as a crash would; the next start recovers from the write-ahead log. Does
     * nothing if the server does not run.
     */
    @Override
    public void kill() {
        var first = postmaster;
        if (first == null) {
            return;
        }
        // The server's other processes exit after the postmaster. Until then, no new server can use the data.
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
        return running().onExit().thenApply(process -> "exited");
    }

    @Override
    public String lastOutput() {
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
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new IOException("The postmaster with pid %d has exited".formatted(pid)));
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
                process.onExit().get(EXIT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
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
