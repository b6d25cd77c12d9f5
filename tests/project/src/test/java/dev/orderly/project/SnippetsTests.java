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

/** The code in the guides is code of the examples, which the build compiles and runs. */
class SnippetsTests {

    /** The paragraph before a block, and the block. */
    private static final Pattern SNIPPET = Pattern.compile("(?ms)^([^\\n]+)\\n\\n```(java|xml|yaml|sql)\\n(.*?)^```");

    /** A paragraph that ends in "From [file](path):". */
    private static final Pattern ORIGIN = Pattern.compile("From \\[[^]]+]\\(([^)]*examples/[^)]+)\\)(?:,[^:]*)?:$");

    private static final String OMITTED = "...";
    private static final int SCREEN = 60;

    static List<Path> guides() throws IOException {
        return Repository.files(file -> file.startsWith("docs/guide")
                        && Repository.extension(file).equals("md"))
                .stream()
                .filter(page -> Repository.read(page).contains("](../../examples/"))
                .toList();
    }

    static List<Path> readmes() throws IOException {
        return Repository.files(file -> file.startsWith("examples") && file.endsWith("README.md"));
    }

    @ParameterizedTest
    @MethodSource("guides")
    void eachSnippetIsCodeOfAnExample(Path page) {
        SNIPPET.matcher(Repository.read(page)).results().forEach(snippet -> {
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
