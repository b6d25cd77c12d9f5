package dev.orderly.localstack.installed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.OrphanReaper;
import dev.orderly.localstack.process.Ports;

/**
 * A server of the PostgreSQL that is installed on this machine, as Debian's {@code postgresql} package does. Unlike the
 * one of the local stack it can compile plans (JIT), and comes with {@code pg_dump} and {@code pg_restore}. Its databases need
 * no password. It ends with this process at the latest; its data is temporary.
 */
public final class InstalledPostgres implements AutoCloseable {

    /** A superuser, who needs no password: this one is as good as any. */
    public static final String USERNAME = "postgres";

    public static final String PASSWORD = "none";

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final int TIMEOUT_SECONDS = 120;

    private final Path binaries;
    private final Path directory;
    private final int port;
    private long pid;

    private InstalledPostgres(Path binaries, Path directory, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.port = port;
    }

    /** Whether there is one with JIT, and this process may start it. */
    public static boolean isPresent() {
        return binaries().isPresent();
    }

    /** Starts a new server on a free port. */
    public static InstalledPostgres start(Map<String, String> settings) {
        var directory = Directories.temporary("orderly-installed-postgres");
        var server = new InstalledPostgres(binaries().orElseThrow(), directory, Ports.free());
        if (isRoot()) {
            run("chown", USERNAME, directory.toString());
        }
        server.runAsServer("initdb", "-D", server.data(), "-A", "trust", "-U", USERNAME, "--no-sync");
        var options = new StringBuilder(
                "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=".formatted(server.port));
        settings.forEach((name, value) -> options.append(" -c %s=%s".formatted(name, value)));
        server.runAsServer(
                "pg_ctl",
                "-D",
                server.data(),
                "-w",
                "-l",
                server.logFile().toString(),
                "-o",
                options.toString(),
                "start");
        server.pid = server.readPid();
        ProcessHandle.of(server.pid).ifPresent(OrphanReaper::guard);
        return server;
    }

    public void createDatabase(String name) {
        execute("createdb", name);
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database);
    }

    /** The pid of the postmaster, the parent of all server processes. */
    public long pid() {
        return pid;
    }

    /** Runs one of PostgreSQL's client programs on this server. */
    public void execute(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve(program).toString(), "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", USERNAME));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    public Path logFile() {
        return directory.resolve("postgres.log");
    }

    @Override
    public void close() {
        runAsServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    private long readPid() {
        try {
            return Long.parseLong(
                    Files.readAllLines(Path.of(data(), "postmaster.pid")).get(0).strip());
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL has written no pid", e);
        }
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root. */
    private void runAsServer(String program, String... arguments) {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + USERNAME, "--regid=" + USERNAME, "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    /** Throws if the program fails or does not end in time. */
    private static void run(String... command) {
        try {
            var output = Files.createTempFile("orderly", ".out");
            try {
                var process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .directory(Path.of("/").toFile())
                        .start();
                if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            "%s failed: %s".formatted(String.join(" ", command), Files.readString(output)));
                }
            } finally {
                Files.delete(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot run " + command[0], e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while %s runs".formatted(command[0]), e);
        }
    }

    private static Optional<Path> binaries() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (var versions = Files.list(VERSIONS)) {
            return versions.filter(each -> Files.exists(each.resolve("lib/llvmjit.so")))
                    .map(each -> each.resolve("bin"))
                    .filter(each -> Files.isExecutable(each.resolve("initdb")))
                    .max(Comparator.naturalOrder());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }
}
