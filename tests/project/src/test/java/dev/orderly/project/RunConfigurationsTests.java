package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The run configurations of both IDEs start classes that exist, with the same environment. */
class RunConfigurationsTests {

    private static final Path VS_CODE = Repository.ROOT.resolve(".vscode/launch.json");
    private static final Pattern MAIN_CLASS =
            Pattern.compile("(?:\"MAIN_CLASS_NAME\" value=|\"mainClass\": )\"([\\w.]+)\"");
    private static final Pattern VARIABLE =
            Pattern.compile("(?:<env name=\"(\\w+)\" value=|\"([A-Z_]+)\": )\"([^\"]*)\"");

    @Test
    void theyStartClassesThatExist() throws IOException {
        var mains = found(intelliJ(), MAIN_CLASS, match -> match.group(1));

        assertThat(mains).hasSize(4).isEqualTo(found(List.of(VS_CODE), MAIN_CLASS, match -> match.group(1)));
        assertThat(mains).allSatisfy(main -> assertThat(Repository.files(
                        file -> file.toString().endsWith("src/main/java/" + main.replace('.', '/') + ".java")))
                .hasSize(1));
    }

    @Test
    void theyGiveTheSameEnvironment() throws IOException {
        assertThat(found(intelliJ(), VARIABLE, RunConfigurationsTests::variable))
                .contains("SHOP_DEMO=true")
                .isEqualTo(found(List.of(VS_CODE), VARIABLE, RunConfigurationsTests::variable));
    }

    private static String variable(MatchResult match) {
        return (match.group(1) == null ? match.group(2) : match.group(1)) + "=" + match.group(3);
    }

    private static List<Path> intelliJ() throws IOException {
        try (var files = Files.list(Repository.ROOT.resolve(".run"))) {
            return files.toList();
        }
    }

    private static Set<String> found(List<Path> files, Pattern pattern, Function<MatchResult, String> text) {
        return files.stream()
                .map(Repository::read)
                .flatMap(content -> pattern.matcher(content).results())
                .map(text)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
