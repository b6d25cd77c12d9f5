package dev.orderly.examples;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** Whoever follows the READMEs of the examples sees what they show. */
@Tag("full")
class ReadmesIT {

    private static final Path EXAMPLES =
            Path.of("../../examples").toAbsolutePath().normalize();

    /** They share one story, which begins with the first. */
    private static final List<String> IN_ORDER =
            List.of("jdbc-service", "jpa-service", "worker", "plain-consumer", "feed-reader");

    @AutoClose
    private final Terminal terminal = new Terminal(EXAMPLES.getParent());

    @Test
    void whatTheReadmesShowHappens() throws Exception {
        assumeTrue(terminal.has("curl"), "curl is not installed");
        for (var example : IN_ORDER) {
            var steps = Step.of(Files.readString(EXAMPLES.resolve(example).resolve("README.md")));
            assertThat(steps).as(example).isNotEmpty();
            for (var step : steps) {
                terminal.follow(step);
            }
        }
    }

    @Test
    void eachExampleHasAReadme() throws Exception {
        try (var directories = Files.list(EXAMPLES)) {
            assertThat(directories
                            .filter(each -> Files.exists(each.resolve("pom.xml")))
                            .map(each -> each.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(IN_ORDER);
        }
    }
}
