package dev.orderly.events.forwarder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.store.EventEntry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTests {

    private long now = 1_000_000_000;

    private final Pace pace = new Pace(Duration.ofMillis(20), 4_000, () -> now);

    @Test
    void theFirstBatchDoesNotWait() {
        assertThat(pace.pause()).isZero();
    }

    @Test
    void afterASmallBatchEventsGatherUntilTheIntervalIsOver() {
        send(1, Duration.ofMillis(5));

        assertThat(pace.pause()).isEqualTo(Duration.ofMillis(15));
    }

    @Test
    void aBatchThatTookLongLeavesHalfOfItsTimeToTheBrokers() {
        send(1, Duration.ofMillis(30));

        assertThat(pace.pause()).isEqualTo(Duration.ofMillis(15));
    }

    @Test
    void theTimeToReadTheNextBatchIsPartOfThat() {
        pace.read(Duration.ofMillis(10));
        send(1, Duration.ofMillis(30));
        assertThat(pace.pause()).isEqualTo(Duration.ofMillis(5));

        pace.read(Duration.ofMillis(40));
        send(1, Duration.ofMillis(30));
        assertThat(pace.pause()).isZero();
    }

    @Test
    void noPauseIsLongerThanTheInterval() {
        send(1, Duration.ofSeconds(10));

        assertThat(pace.pause()).isEqualTo(Duration.ofMillis(20));
    }

    @Test
    void anEventThatComesLongAfterTheLastBatchDoesNotWait() {
        send(1, Duration.ofMillis(5));
        now += Duration.ofSeconds(1).toNanos();

        assertThat(pace.pause()).isZero();
    }

    @Test
    void aLargeBatchIsFollowedAtOnce() {
        send(1_000, Duration.ofMillis(5));

        assertThat(pace.pause()).isZero();
    }

    @Test
    void aBatchIsLargeIfItIsFullOrHasManyBytes() {
        assertThat(pace.isLarge(entries(999, 10))).isFalse();
        assertThat(pace.isLarge(entries(2, 600_000))).isTrue();
        assertThat(new Pace(Duration.ofMillis(20), 5, () -> now).isLarge(entries(5, 10)))
                .isTrue();
    }

    private void send(int events, Duration took) {
        pace.begin(entries(events, 10));
        now += took.toNanos();
        pace.end();
    }

    private static List<EventEntry> entries(int count, int bytes) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(position -> new EventEntry(
                        new EventMetadata(
                                new UUID(0, position), "thing.done.v1", "/pace", "a", Instant.EPOCH, position, null),
                        "application/json",
                        new byte[bytes]))
                .toList();
    }
}
