package dev.orderly.localstack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code scripts/compose.sh} in a copy of the project, with a {@code docker} that only prints its arguments. */
class ComposeScriptIT {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    Path directory;

    @BeforeEach
    void copy() throws IOException {
        Files.createDirectories(directory.resolve("scripts"));
        for (var file : List.of("scripts/compose.sh", ".env.example")) {
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
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(".env"))))
                .isEqualTo("rw-------");

        assertThat(compose("down")).isEqualTo("docker compose down\n");
        assertThat(settings(directory.resolve(".env"))).isEqualTo(made);
    }

    private String compose(String... arguments) throws Exception {
        var command =
                new ArrayList<>(List.of(directory.resolve("scripts/compose.sh").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
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
