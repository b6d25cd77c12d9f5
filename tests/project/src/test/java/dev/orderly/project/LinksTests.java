package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Each link of a Markdown page leads to an existing file, and its anchor to a heading of that page. */
class LinksTests {

    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:)([^)#\\s]*)(?:#([^)\\s]*))?\\)");
    private static final Pattern METHOD_LINK = Pattern.compile("\\[`\\w+\\.(\\w+)`]\\(([^)#]+\\.java)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern NO_PART_OF_AN_ANCHOR = Pattern.compile("[^\\p{L}\\p{N} _-]");

    static List<Path> pages() throws IOException {
        return Repository.files(file -> Repository.extension(file).equals("md"));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void eachLinkOfAPageLeadsToAFileAndAHeading(Path page) {
        var deadLinks = LINK.matcher(Repository.read(page))
                .results()
                .filter(link -> !exists(page, link.group(1), link.group(2)))
                .map(link -> link.group().substring(2))
                .toList();

        assertThat(deadLinks).isEmpty();
    }

    /** A link named {@code Type.method} to a source file: a test that was renamed must not leave a promise without its test. */
    @ParameterizedTest
    @MethodSource("pages")
    void eachMethodThatALinkNamesIsInTheFile(Path page) {
        var missing = METHOD_LINK
                .matcher(Repository.read(page))
                .results()
                .filter(link -> Files.exists(Repository.ROOT.resolve(page).resolveSibling(link.group(2))))
                .filter(link ->
                        !Repository.read(page.resolveSibling(link.group(2))).contains(" " + link.group(1) + "("))
                .map(MatchResult::group)
                .toList();

        assertThat(missing).isEmpty();
    }

    private static boolean exists(Path page, String file, String anchor) {
        var target = file.isEmpty() ? page : page.resolveSibling(file).normalize();
        if (!Files.exists(Repository.ROOT.resolve(target))) {
            return false;
        }
        return anchor == null
                || !Repository.extension(target).equals("md")
                || anchors(target).contains(anchor);
    }

    /** As GitHub makes them: a heading that occurs again gets a number. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> occurrences = new HashMap<>();
        HEADING.matcher(Repository.read(page)).results().forEach(heading -> {
            var anchor = NO_PART_OF_AN_ANCHOR
                    .matcher(heading.group(1).toLowerCase(Locale.ROOT))
                    .replaceAll("")
                    .replace(' ', '-');
            var before = occurrences.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        });
        return anchors;
    }
}
