package dev.orderly.project;

import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** No token or password gets into an image: none is in the build context, and none is an argument or a variable of it. */
class ImageSecretsTests {

    private static final Pattern SECRET = Pattern.compile("(?i)^\\s*(ARG|ENV)\\b.*(token|password|secret).*");

    @Test
    void theBuildContextHasOnlySources() {
        var patterns = lines(".dockerignore").filter(line -> !line.isBlank() && !line.startsWith("#"));

        assertThat(patterns)
                .startsWith("*")
                .filteredOn(pattern -> pattern.startsWith("!"))
                .isSubsetOf("!mvnw", "!.mvn", "!pom.xml", "!**/pom.xml", "!**/src/main", "!docker");
    }

    @Test
    void theImagesHaveNoSecretOfTheirOwn() {
        assertThat(lines("docker/Dockerfile")).hasSizeGreaterThan(20).noneMatch(line -> SECRET.matcher(line)
                .matches());
    }

    private static Stream<String> lines(String file) {
        return Repository.read(Path.of(file)).lines();
    }
}
