package dev.orderly.events.forwarder;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.LongStream;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.message.CloudEventEncoder;
import dev.orderly.events.message.OutgoingMessage;
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
        assertThat(pace.isLarge(messages(999, 10))).isFalse();
        assertThat(pace.isLarge(messages(2, 600_000))).isTrue();
        assertThat(new Pace(Duration.ofMillis(20), 5, () -> now).isLarge(messages(5, 10)))
                .isTrue();
    }

    private void send(int events, Duration took) {
        pace.begin(messages(events, 10));
        now += took.toNanos();
        pace.end();
    }

    private static List<OutgoingMessage> messages(int count, int bytes) {
        return LongStream.rangeClosed(1, count)
                .mapToObj(position -> message(
                        new EventMetadata(
                                new UUID(0, position), "thing.done.v1", "/pace", "a", Instant.EPOCH, position, null),
                        new byte[bytes]))
                .toList();
    }

    private static OutgoingMessage message(EventMetadata event, byte[] payload) {
        return new OutgoingMessage(event, CloudEventEncoder.encode(event, "application/json", payload, "paces"));
    }
}
