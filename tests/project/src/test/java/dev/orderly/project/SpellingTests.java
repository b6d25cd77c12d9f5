package dev.orderly.project;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Main code and documents use American spelling. */
class SpellingTests {

    private static final Set<String> EXTENSIONS =
            Set.of("java", "md", "xml", "yml", "yaml", "properties", "json", "sql", "sh", "csv", "svg", "example");

    private static final Pattern BRITISH = Pattern.compile("(?i)\\w*(?:"
            + "cancelled|cancelling|labelled|labelling|modelled|modelling"
            + "|recognis|serialis|initialis|normalis|synchronis|organis|summaris|minimis|optimis(?!ti)"
            + "|behaviour|honour|colour|favour|neighbour"
            + "|licence|artefact|catalogue|judgement"
            + ")\\w*");

    private static final Pattern MIGRATION = Pattern.compile("V\\d+__.*\\.sql");

    /** Names that others gave: the JDK, and Narayana. */
    private static final Set<String> NAMES_OF_OTHERS = Set.of("isCancelled", "initialise");

    @Test
    void mainCodeAndDocumentsUseAmericanSpelling() throws IOException {
        var british = Repository.files(SpellingTests::isChecked).stream()
                .flatMap(file -> Repository.matches(file, BRITISH))
                .filter(match -> !NAMES_OF_OTHERS.contains(match.substring(match.lastIndexOf(' ') + 1)))
                .toList();

        assertThat(british).isEmpty();
    }

    /** Not migrations: Flyway compares the checksum of an applied one, which a changed comment changes too. */
    private static boolean isChecked(Path file) {
        return EXTENSIONS.contains(Repository.extension(file))
                && !file.toString().contains("src/test/")
                && !MIGRATION.matcher(String.valueOf(file.getFileName())).matches();
    }
}
