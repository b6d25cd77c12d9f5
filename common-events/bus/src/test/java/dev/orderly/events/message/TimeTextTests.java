package dev.orderly.events.message;

import java.time.Instant;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class TimeTextTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1970-01-01T00:00:00Z",
                "2026-11-30T12:00:00Z",
                "2026-11-30T12:00:00.001Z",
                "2026-11-30T12:00:00.100Z",
                "2026-11-30T12:00:00.000001Z",
                "2026-11-30T12:00:00.000000001Z",
                "2026-11-30T12:00:00.120340560Z",
                "1969-12-31T23:59:59.999999999Z"
            })
    void isWhatAnInstantSays(String text) {
        assertThat(new String(TimeText.of(Instant.parse(text)), UTF_8)).isEqualTo(text);
    }

    @Test
    void isTheSameForManyInstantsFromSeveralThreads() {
        var random = new Random(1);
        var instants = Stream.generate(() -> Instant.ofEpochSecond(random.nextInt(3), random.nextInt(1_000_000_000)))
                .limit(20_000)
                .toList();

        assertThat(instants.parallelStream()
                        .filter(each -> !new String(TimeText.of(each), UTF_8).equals(each.toString())))
                .isEmpty();
    }
}
