package dev.orderly.project;

import java.io.IOException;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The repository works on every machine. */
class MachinePathsTests {

    /** Put together, so that this file does not match. */
    private static final Pattern MACHINE_PATH = Pattern.compile(
            "(?<![\\w./*-])/(" + String.join("|", "work/", "tmp/wave", "home/\\w+/", "Users/\\w+/") + ")\\S*");

    @Test
    void noFileNamesADirectoryOfTheMachineItWasWrittenOn() throws IOException {
        var paths = Repository.files(Repository::isText).stream()
                .flatMap(file -> Repository.matches(file, MACHINE_PATH))
                .toList();

        assertThat(paths).isEmpty();
    }
}
