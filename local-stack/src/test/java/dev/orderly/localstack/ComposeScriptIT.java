package dev.orderly.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** The scripts that run {@code docker compose}, in a copy of the project, with a {@code docker} that only prints its arguments. */
class ComposeScriptIT {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(directory.resolve("scripts"));
        for (var file : List.of("scripts/compose.sh", "scripts/secure-compose.sh", ".env.example")) {
            Files.copy(PROJECT.resolve(file), directory.resolve(file));
        }
        var docker = Files.writeString(
                Files.createDirectories(directory.resolve("bin")).resolve("docker"), "#!/bin/sh\necho \"docker $*\"\n");
        assertThat(docker.toFile().setExecutable(true)).isTrue();
    }

    @Test
    void makesSecretsOnceAndRunsDockerCompose() throws Exception {
        assertThat(compose("up", "--build", "--wait")).contains("Made .env", "docker compose up --build --wait");

        var made = settings(directory.resolve(".env"));
        var example = settings(directory.resolve(".env.example"));
        assertThat(made.keySet()).isEqualTo(example.keySet()).contains("ORDERS_PASSWORD", "OPERATOR_TOKEN");
        var secrets = made.entrySet().stream()
                .filter(each -> each.getKey().matches(".*_(PASSWORD|TOKEN)"))
                .map(Map.Entry::getValue)
                .toList();
        assertThat(secrets).hasSize(6).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{48}"));
        assertThat(made).containsEntry("COMPOSE_PROFILES", example.get("COMPOSE_PROFILES"));
        assertOnlyTheOwnerReads(".env");

        assertThat(compose("down")).isEqualTo("docker compose down\n");
        assertThat(settings(directory.resolve(".env"))).isEqualTo(made);
    }

    @Test
    void makesTheSecretsOfTheOverlayOnceAndRunsDockerComposeWithIt() throws Exception {
        var options =
                "--env-file .env --env-file .env.secure --file docker-compose.yml --file docker-compose.secure.yml";
        assertThat(run("secure-compose.sh", "up", "--wait"))
                .contains("Made .env.secure", "Made .env with", "docker compose %s up --wait".formatted(options));

        var made = settings(directory.resolve(".env.secure"));
        assertThat(made.keySet()).isEqualTo(passwordsOfTheOverlay());
        assertThat(made.values()).doesNotHaveDuplicates().allMatch(secret -> secret.matches("[0-9a-f]{48}"));
        assertOnlyTheOwnerReads(".env.secure");

        assertThat(run("secure-compose.sh", "down")).isEqualTo("docker compose %s down\n".formatted(options));
        assertThat(settings(directory.resolve(".env.secure"))).isEqualTo(made);
    }

    private static Set<String> passwordsOfTheOverlay() throws IOException {
        return Pattern.compile("\\$\\{(\\w+_PASSWORD):")
                .matcher(Files.readString(PROJECT.resolve("docker-compose.secure.yml")))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
    }

    private void assertOnlyTheOwnerReads(String file) throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(file))))
                .isEqualTo("rw-------");
    }

    private String compose(String... arguments) throws Exception {
        return run("compose.sh", arguments);
    }

    private String run(String script, String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(directory.resolve("scripts").resolve(script).toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().remove("COMPOSE_PROFILES");
        builder.environment()
                .merge("PATH", directory.resolve("bin").toString(), (path, bin) -> bin + File.pathSeparator + path);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    private static Map<String, String> settings(Path file) throws IOException {
        return Files.readAllLines(file, UTF_8).stream()
                .filter(line -> line.matches("[A-Z].*"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
    }
}
