package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The code on the pages is code that the build compiles and runs: of the examples, of a test, or of the shop. */
class SnippetsTests {

    private static final Pattern BLOCK = Pattern.compile("(?m)^```(java|xml|yaml|sql)$");

    /** The paragraph before a block, and the block. */
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^([^\\n]+)\\n\\n```(java|xml|yaml|sql)\\n(.*?)^```");

    /** A paragraph that ends in "From [file](path):". */
    private static final Pattern ORIGIN =
            Pattern.compile("From \\[[^]]+]\\(([^)]+\\.(?:java|xml|yml|sql))\\)(?:,[^:]*)?:$");

    private static final String OMITTED = "...";
    private static final int SCREEN = 60;

    static List<Path> pages() throws IOException {
        return Repository.files(file ->
                        file.startsWith("docs") && Repository.extension(file).equals("md"))
                .stream()
                .filter(page -> BLOCK.matcher(Repository.read(page)).find())
                .toList();
    }

    static List<Path> guides() throws IOException {
        return pages().stream().filter(page -> page.startsWith("docs/guide")).toList();
    }

    static List<Path> readmes() throws IOException {
        return Repository.files(file -> file.startsWith("examples") && file.endsWith("README.md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachSnippetIsCodeThatTheBuildRuns(Path page) {
        var snippets = SNIPPET.matcher(Repository.read(page)).results().toList();
        assertThat(snippets)
                .as("each block of code follows a paragraph and a blank line")
                .hasSameSizeAs(BLOCK.matcher(Repository.read(page)).results().toList());
        snippets.forEach(snippet -> {
            var introduction = snippet.group(1);
            if (!introduction.equals("Before:")) {
                var origin = ORIGIN.matcher(introduction);
                assertThat(origin.find())
                        .as("\"%s\" ends in \"From [file](path):\", or is \"Before:\"", introduction)
                        .isTrue();
                assertIsPartOf(page.resolveSibling(origin.group(1)).normalize(), snippet.group(3));
            }
        });
    }

    /** Each part between two omissions is in the file as it is, one after the other; the indentation does not matter. */
    private static void assertIsPartOf(Path file, String snippet) {
        var code = lines(Repository.read(file));
        for (var part : snippet.split("(?m)^ *\\Q" + OMITTED + "\\E *$")) {
            var lines = lines(part);
            assertThat(code).as(file.toString()).contains(lines);
            code = code.substring(code.indexOf(lines) + lines.length());
        }
    }

    private static String lines(String text) {
        return String.join(
                "\n",
                text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    @ParameterizedTest
    @MethodSource({"guides", "readmes"})
    void eachPageFitsOnAScreen(Path page) {
        assertThat(Repository.read(page).lines().count()).isLessThanOrEqualTo(SCREEN);
    }

    @Test
    void thereAreGuides() throws IOException {
        assertThat(Stream.concat(guides().stream(), readmes().stream())).hasSizeGreaterThan(10);
    }
}
