package dev.orderly.localstack;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import static java.util.Objects.requireNonNull;

/** The executable jar of a service, unpacked beside itself: unpacked it starts in half the time. */
record ServiceJar(Path jar) {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /**
     * Of the jars {@code <project>/<service>/target/<service>-<version>.jar} the one built last.
     *
     * @throws LocalStackException when there is none
     */
    static ServiceJar of(Path project, Service service) {
        var target = project.resolve(service.id()).resolve("target");
        try (var files = Files.exists(target) ? Files.list(target) : Stream.<Path>empty()) {
            return files.filter(file -> file.getFileName().toString().matches(service.id() + "-[0-9].*\\.jar"))
                    .filter(file -> !file.getFileName().toString().matches(".*-(sources|javadoc|tests)\\.jar"))
                    .max(Comparator.comparing(ServiceJar::modified))
                    .map(ServiceJar::new)
                    .orElseThrow(
                            () -> new LocalStackException("There is no %s-<version>.jar in %s: ./mvnw package builds it"
                                    .formatted(service.id(), target)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for the jar of " + service.id(), e);
        }
    }

    /** The jar to run. Unpacked now, unless that was done before with a jar of the same content. */
    Path unpacked() {
        var directory = jar.resolveSibling("unpacked-%08x".formatted(content()));
        if (!Files.exists(directory)) {
            unpack(directory);
        }
        return directory.resolve(jar.getFileName());
    }

    private void unpack(Path directory) {
        var unfinished =
                jar.resolveSibling("unpacking-" + ProcessHandle.current().pid());
        var log = jar.resolveSibling("unpacking.log");
        var tool = ChildProcess.start(
                List.of(
                        ChildProcess.java().toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Djarmode=tools",
                        "-jar",
                        jar.toString(),
                        "extract",
                        "--destination",
                        unfinished.toString()),
                Map.of(),
                directory(),
                Redirect.to(log.toFile()));
        if (!tool.endsWithin(PATIENCE) || !Files.exists(unfinished.resolve(jar.getFileName()))) {
            tool.kill();
            throw new LocalStackException("%s cannot be unpacked. %s".formatted(jar, Await.lastLines(log)));
        }
        try (var siblings = Files.list(directory())) {
            siblings.filter(each -> each.getFileName().toString().startsWith("unpacked-"))
                    .forEach(Directories::remove);
            Files.move(unfinished, directory, StandardCopyOption.ATOMIC_MOVE);
            Files.delete(log);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + jar, e);
        }
    }

    /** A sum of everything in it. Its time of modification says nothing: a reproducible build always sets the same. */
    private int content() {
        try (var zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> Objects.hash(entry.getName(), entry.getCrc()))
                    .toList()
                    .hashCode();
        } catch (IOException e) {
            throw new UncheckedIOException("Not a jar: " + jar, e);
        }
    }

    private Path directory() {
        return requireNonNull(jar.getParent());
    }

    private static long modified(Path file) {
        try {
            return Files.getLastModifiedTime(file).toMillis();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
