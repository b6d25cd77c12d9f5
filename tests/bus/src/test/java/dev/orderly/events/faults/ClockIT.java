package dev.orderly.events.faults;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.Events;
import dev.orderly.events.system.LogLines;
import dev.orderly.events.system.TestSystem;
import dev.orderly.events.system.TopicRecords;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** The application's clock is set back by an hour while events are on their way. */
@SpringBootTest(
        classes = {Buyer.class, ClockIT.Watch.class},
        webEnvironment = SpringBootTest.WebEnvironment.NONE,
        properties = {
            "orderly.source=/watches",
            "orderly.topic=" + ClockIT.TOPIC,
            "orderly.subscriptions=" + ClockIT.TOPIC
        })
class ClockIT {

    static final String TOPIC = "watch-events";

    private static final int HALF = 100;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Watch watch;

    @Autowired
    Buyer buyer;

    @DynamicPropertySource
    static void parts(DynamicPropertyRegistry registry) {
        TestSystem.connect(registry, "watches");
    }

    @Test
    void aClockSetBackByAnHourChangesNoOrderAndNoLeader() {
        try (var lines = LogLines.open()) {
            IntStream.rangeClosed(1, HALF).forEach(this::raise);
            watch.setBack(Duration.ofHours(1));
            IntStream.rangeClosed(HALF + 1, 2 * HALF).forEach(this::raise);

            await().until(() -> buyer.handled().size() >= 2 * HALF);
            // The clock did go back, as far as the events can tell.
            assertThat(time(HALF)).isBefore(time(HALF - 1).minus(Duration.ofMinutes(59)));
            assertThat(buyer.handled())
                    .extracting(each -> each.sold().number())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(1, 2 * HALF).boxed().toList());
            assertThat(buyer.handled())
                    .extracting(each -> each.metadata().position())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, 2 * HALF).boxed().toList());
            TopicRecords.assertEachOnceAndInOrder(TOPIC, 2 * HALF);
            assertThat(lines.warnings("dev.orderly")).isEmpty();
        }
    }

    private Instant time(int index) {
        return buyer.handled().get(index).metadata().time();
    }

    private void raise(int number) {
        transactions.executeWithoutResult(status -> Events.raise(new Sold("watch", number, UUID.randomUUID())));
    }

    record Handled(Sold sold, EventMetadata metadata) {}

    /** The system's clock, but for what it was set back. */
    static class Watch extends Clock {

        private volatile InstantSource source = InstantSource.system();

        void setBack(Duration by) {
            var system = InstantSource.system();
            source = () -> system.instant().minus(by);
        }

        @Override
        public Instant instant() {
            return source.instant();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return source.withZone(zone);
        }
    }
}
