package dev.orderly.localstack;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.orderly.localstack.stack.Transport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class QuickstartScriptIT {

    @TempDir
    private Path directory;

    private record Outcome(int exitCode, String output) {}

    @Test
    void printsItsUsage() throws Exception {
        var outcome = quickstart(Map.of(), "--help");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output()).contains("--demo", "--transport NAME", "--port-base N", "--data DIR");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--dmeo",
                "demo",
                "--transport",
                "--transport=",
                "--transport KAFKA",
                "--transport pigeon",
                "--port-base",
                "--port-base abc",
                "--port-base=",
                "--port-base 0",
                "--port-base 65530",
                "--port-base 99999999999999999999",
                "--data",
                "--demo --verbose"
            })
    void rejectsInvalidOptionsBeforeItStartsAnything(String arguments) throws Exception {
        var outcome = quickstart(Map.of("JAVA_HOME", "/nowhere"), arguments.split(" "));

        assertThat(outcome.exitCode()).isEqualTo(2);
        assertThat(outcome.output()).startsWith("quickstart: ").contains("Try ./quickstart --help");
    }

    @ParameterizedTest
    @EnumSource
    void acceptsEachTransportAndNamesItInTheMessageForAnUnknownOne(Transport transport) throws Exception {
        var nowhere = Map.of("JAVA_HOME", "/nowhere");

        var known = quickstart(nowhere, "--transport", transport.id());
        var unknown = quickstart(nowhere, "--transport", "pigeon");

        assertThat(known.output()).contains("JAVA_HOME is /nowhere");
        assertThat(unknown.output()).contains(transport.id(), "not 'pigeon'");
    }

    @Test
    void namesTheRequiredJavaVersion() throws Exception {
        var bin = Files.createDirectories(directory.resolve("old java/bin"));
        var java =
                Files.writeString(bin.resolve("java"), "#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();

        var outcome = quickstart(Map.of("JAVA_HOME", bin.getParent().toString()));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains(java + " is version 11", "version 17 or later");
    }

    @Test
    void reportsAJavaHomeWithoutJava() throws Exception {
        var outcome = quickstart(Map.of("JAVA_HOME", directory.toString()));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.output()).contains("JAVA_HOME is " + directory);
    }

    private Outcome quickstart(Map<String, String> environment, String... arguments) throws Exception {
        var script = Path.of("..", "quickstart").toAbsolutePath().normalize();
        var command = Stream.concat(Stream.of(script.toString()), Stream.of(arguments))
                .toList();
        var builder = new ProcessBuilder(List.copyOf(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(environment);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Outcome(process.exitValue(), output);
    }
}
