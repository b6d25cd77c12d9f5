package dev.orderly.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A reader who is led to a file finds it. */
class LinksTests {

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#]+)(#[^)]*)?\\)");

    static List<Path> pages() throws IOException {
        try (var top = Files.list(PROJECT);
                var docs = Files.walk(PROJECT.resolve("docs"))) {
            return Stream.concat(top, docs)
                    .filter(each -> each.toString().endsWith(".md"))
                    .map(PROJECT::relativize)
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachLinkOfAPageLeadsToAFile(Path page) throws IOException {
        var text = Files.readString(PROJECT.resolve(page));

        var deadLinks = LINK.matcher(text)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !Files.exists(PROJECT.resolve(page).resolveSibling(link)))
                .toList();

        assertThat(deadLinks).isEmpty();
    }
}
