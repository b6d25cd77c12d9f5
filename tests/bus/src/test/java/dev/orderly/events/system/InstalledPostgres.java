package dev.orderly.events.system;

import java.io.IOException;
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
import dev.orderly.testsupport.TestDatabase;

/**
 * A server of the PostgreSQL that is installed on this machine, as Debian's {@code postgresql} package does. Unlike the one
 * that the other tests run on, it can compile plans (JIT), and comes with {@code pg_dump} and {@code pg_restore}. Its
 * databases need no password. {@link #close()} deletes its data.
 */
public final class InstalledPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String ROLE = "postgres";
    private static final int TIMEOUT_SECONDS = 120;

    private final Path binaries;
    private final Path directory;
    private final int port;

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
    public static InstalledPostgres start(Map<String, String> settings) throws IOException, InterruptedException {
        var directory = Directories.temporary("orderly-installed-postgres");
        var server = new InstalledPostgres(binaries().orElseThrow(), directory, Ports.free());
        if (isRoot()) {
            run("chown", ROLE, directory.toString());
        }
        server.runAsServer("initdb", "-D", server.data(), "-A", "trust", "-U", ROLE, "--no-sync");
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
        var postmaster = Files.readAllLines(Path.of(server.data(), "postmaster.pid"))
                .get(0)
                .strip();
        ProcessHandle.of(Long.parseLong(postmaster)).ifPresent(OrphanReaper::guard);
        return server;
    }

    public TestDatabase createDatabase(String name) throws IOException, InterruptedException {
        execute("createdb", name);
        return database(name);
    }

    public TestDatabase database(String name) {
        return new TestDatabase("jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name), ROLE, "none");
    }

    /** Runs one of PostgreSQL's client programs on this server. */
    public void execute(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                binaries.resolve(program).toString(), "-h", "127.0.0.1", "-p", String.valueOf(port), "-U", ROLE));
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    public Path logFile() {
        return directory.resolve("postgres.log");
    }

    @Override
    public void close() throws IOException, InterruptedException {
        runAsServer("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    }

    private String data() {
        return directory.resolve("data").toString();
    }

    /** PostgreSQL refuses to run as root. */
    private void runAsServer(String program, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("setpriv", "--reuid=" + ROLE, "--regid=" + ROLE, "--clear-groups"));
        }
        command.add(binaries.resolve(program).toString());
        command.addAll(List.of(arguments));
        run(command.toArray(String[]::new));
    }

    private static void run(String... command) throws IOException, InterruptedException {
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
