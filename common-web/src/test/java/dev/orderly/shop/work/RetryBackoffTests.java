package dev.orderly.shop.work;

import java.time.Duration;
import java.util.stream.IntStream;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class RetryBackoffTests {

    private final RetryBackoff backoff = new RetryBackoff(Duration.ofMillis(500), Duration.ofSeconds(10));

    @ParameterizedTest
    @CsvSource({"1, 500", "2, 1000", "3, 2000", "5, 8000", "6, 10000", "7, 10000", "2000000000, 10000"})
    void doublesUpToTheLimitLessARandomPart(int failures, long fullMillis) {
        for (int i = 0; i < 100; i++) {
            assertThat(backoff.after(failures).toMillis()).isBetween(fullMillis / 2, fullMillis);
        }
    }

    @RepeatedTest(3)
    void isRandom() {
        var delays = IntStream.range(0, 100).mapToObj(i -> backoff.after(6)).distinct();

        assertThat(delays).hasSizeGreaterThan(50);
    }
}
