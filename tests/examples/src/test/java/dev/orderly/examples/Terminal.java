package dev.orderly.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.orderly.localstack.process.ChildProcess;
import dev.orderly.localstack.process.Directories;
import dev.orderly.localstack.process.Ports;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Runs the commands of the READMEs with the ports, the broker and the databases of this test run in place of those that the
 * READMEs name.
 */
final class Terminal implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Pattern LOCAL_PORT = Pattern.compile("http://localhost:(\\d+)");
    private static final Pattern JDBC_URL = Pattern.compile("jdbc:postgresql://localhost/(\\w+)\\?[^']*");
    private static final Pattern JAR = Pattern.compile("-jar (examples/[\\w-]+)/");
    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://localhost/(\\w+)");
    private static final Pattern SERVER_PORT = Pattern.compile("(?m)^server\\.port: (\\d+)");

    private final Path directory;
    private final Path logs = Directories.temporary("orderly-examples");
    private final Map<String, Integer> ports = new HashMap<>();
    private final Map<String, TestDatabase> databases = new HashMap<>();
    private final List<ChildProcess> processes = new ArrayList<>();

    Terminal(Path directory) {
        this.directory = directory;
    }

    /** Whether the program is installed. */
    boolean has(String program) throws Exception {
        return !run("command -v " + program).isEmpty();
    }

    /** @throws AssertionError if the command does not print what is expected, within two minutes */
    void follow(Step step) throws Exception {
        if (step.isProcess()) {
            start(step);
        } else if (step.isQuery()) {
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(run(step.command())).as(step.command()).containsPattern(step.expected()));
        } else {
            assertThat(run(step.command())).as(step.command()).containsPattern(step.expected());
        }
    }

    private void start(Step step) throws IOException {
        var log = logs.resolve(processes.size() + ".log");
        var started = ChildProcess.start(
                List.of("bash", "-c", "exec env " + here(step.command())),
                environment(step.command()),
                directory,
                ProcessBuilder.Redirect.to(log.toFile()));
        processes.add(started);
        await().atMost(PATIENCE).untilAsserted(() -> {
            var printed = Files.readString(log);
            assertThat(printed).as(step.command()).containsPattern(step.expected());
        });
    }

    /** Keeps the variable ID, the only one that the READMEs set, for the next command. */
    private String run(String command) throws Exception {
        var variables = logs.resolve("variables");
        var script =
                "[ -f %1$s ] && . %1$s\n%2$s\ndeclare -p ID > %1$s 2>/dev/null".formatted(variables, here(command));
        var process = new ProcessBuilder("bash", "-c", script)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            var output = new String(process.getInputStream().readAllBytes());
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(command).isTrue();
            return output.strip();
        } finally {
            process.destroyForcibly();
        }
    }

    /** The command with the addresses of this test run. */
    private String here(String command) {
        var here = LOCAL_PORT
                .matcher(command)
                .replaceAll(port -> "http://localhost:" + ports.computeIfAbsent(port.group(1), each -> Ports.free()));
        here = JDBC_URL.matcher(here).replaceAll(url -> {
            var database = database(url.group(1));
            return "%s?user=%s&password=%s".formatted(database.jdbcUrl(), database.username(), database.password());
        });
        return here.replace("localhost:9092", TestServers.bootstrapServers());
    }

    /** What its application.yml says, for this test run. */
    private Map<String, String> environment(String command) throws IOException {
        var jar = JAR.matcher(command);
        if (!jar.find()) {
            return Map.of();
        }
        var yaml = Files.readString(directory.resolve(jar.group(1)).resolve("src/main/resources/application.yml"));
        var name = DATABASE.matcher(yaml);
        assertThat(name.find()).isTrue();
        var database = database(name.group(1));
        var port = SERVER_PORT.matcher(yaml);
        var serverPort = ports.computeIfAbsent(port.find() ? port.group(1) : "8080", each -> Ports.free());
        return Map.of(
                "SERVER_PORT", String.valueOf(serverPort),
                "SPRING_KAFKA_BOOTSTRAP_SERVERS", TestServers.bootstrapServers(),
                "SPRING_DATASOURCE_URL", database.jdbcUrl(),
                "SPRING_DATASOURCE_USERNAME", database.username(),
                "SPRING_DATASOURCE_PASSWORD", database.password());
    }

    private TestDatabase database(String name) {
        return databases.computeIfAbsent(name, TestServers::database);
    }

    @Override
    public void close() {
        processes.forEach(each -> each.stop(Duration.ofSeconds(20)));
    }
}
