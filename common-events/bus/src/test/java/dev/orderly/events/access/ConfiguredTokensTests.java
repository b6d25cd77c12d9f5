package dev.orderly.events.access;

import java.util.List;
import java.util.Set;

import dev.orderly.events.start.BusSetupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ConfiguredTokensTests {

    @Test
    void aTokenIsThatOfItsHolder() {
        var tokens =
                new ConfiguredTokens(List.of("refund-service:reader:one", " ops:operator:two", "ops:operator:three"));

        assertThat(tokens.find("one")).contains(new Caller("refund-service", Set.of(Role.READER)));
        assertThat(tokens.find("two")).contains(new Caller("ops", Set.of(Role.OPERATOR)));
        assertThat(tokens.find("three")).as("rotated").contains(new Caller("ops", Set.of(Role.OPERATOR)));
        assertThat(tokens.find("on")).isEmpty();
        assertThat(tokens.find("")).isEmpty();
        assertThat(tokens.holders()).containsExactly("refund-service (reader)", "ops (operator)");
    }

    @ParameterizedTest
    @CsvSource({
        "s3cret",
        "ops:s3cret",
        "ops:admin:s3cret",
        ":operator:s3cret",
        "o ps:operator:s3cret",
        "ops:operator:",
        "ops:operator:s3cret with spaces",
        "ops:operator:s3cret:more",
        "twice:operator:s3cret-known"
    })
    void anEntryThatCouldNeverWorkFailsTheStartWithoutShowingTheToken(String entry) {
        var failure = catchThrowableOfType(
                BusSetupException.class, () -> new ConfiguredTokens(List.of("known:reader:s3cret-known", entry)));

        assertThat(failure).hasMessageStartingWith("Entry 2 of orderly.tokens ").hasMessageNotContaining("s3cret");
    }

    @Test
    void noSettingsRecordShowsATokenAsText() {
        assertThat(new TokenProperties(List.of("ops:operator:s3cret")).toString())
                .doesNotContain("s3cret");
    }
}
