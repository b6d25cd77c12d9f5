package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Who reads a simple name knows which type is meant. */
class SimpleNamesTests {

    @Test
    void noTwoTopLevelTypesOfMainCodeShareASimpleName() throws IOException {
        var shared = Repository.files(SimpleNamesTests::isTopLevelType).stream()
                .collect(Collectors.groupingBy(file -> String.valueOf(file.getFileName())))
                .values()
                .stream()
                .filter(files -> files.size() > 1)
                .map(List::toString)
                .sorted()
                .toList();

        assertThat(shared).isEmpty();
    }

    private static boolean isTopLevelType(Path file) {
        // An example is a project of its own, which declares the events that it receives.
        // The lab's listing of the book's own store and forwarder has the book's names, as the bus has.
        return !file.startsWith("examples")
                && !file.startsWith("guarantee-lab/src/main/java/dev/orderly/lab/rung/book")
                && file.toString().contains("src/main/java/")
                && file.toString().endsWith(".java")
                && !file.endsWith("package-info.java");
    }
}
