package dev.orderly.events.activity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.stream.IntStream;

import dev.orderly.events.EventMetadata;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What a step costs while nobody watches, beside what it costs with a viewer. It prints both. */
class UnwatchedActivityTests {

    private static final int STEPS = 200_000;

    private final EventMetadata event = new EventMetadata(
            UUID.randomUUID(), "order.placed.v1", "/order-service", "order-1", Instant.EPOCH, 7, null);
    private final EventActivity activity = new EventActivity(Clock.systemUTC());

    @Test
    void aStepThatNobodySeesCostsNextToNothing() throws InterruptedException {
        median(() -> steps(null));
        var unwatched = median(() -> steps(null));
        double watched;
        try (var viewer = activity.watch().orElseThrow()) {
            watched = median(() -> steps(viewer));
        }

        System.out.printf(
                "A step costs %.1f ns while nobody watches, and %.0f ns with one viewer%n", unwatched, watched);
        assertThat(unwatched).isLessThan(watched / 3);
    }

    private void steps(@Nullable Viewer viewer) {
        for (int i = 0; i < STEPS; i++) {
            activity.happened(Activity.Kind.STORED, event, null);
            if (viewer != null) {
                take(viewer);
            }
        }
    }

    private static void take(Viewer viewer) {
        try {
            viewer.next(Duration.ZERO).orElseThrow();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Nanoseconds a step, of nine rounds. */
    private static double median(Runnable round) {
        var nanos = IntStream.range(0, 9)
                .mapToDouble(number -> {
                    var begin = System.nanoTime();
                    round.run();
                    return (System.nanoTime() - begin) / (double) STEPS;
                })
                .sorted()
                .toArray();
        return nanos[nanos.length / 2];
    }
}
