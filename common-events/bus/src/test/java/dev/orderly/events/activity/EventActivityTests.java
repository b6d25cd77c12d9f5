package dev.orderly.events.activity;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.EventMetadata;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static org.assertj.core.api.Assertions.assertThat;

class EventActivityTests {

    private final EventMetadata event = new EventMetadata(
            UUID.randomUUID(), "order.placed.v1", "/order-service", "order-1", Instant.EPOCH, 7, null);
    private final EventActivity activity = new EventActivity(Clock.systemUTC());

    @AfterEach
    void endTransaction() {
        TransactionSynchronizationManager.clear();
    }

    @Test
    void aViewerSeesWhatHappensWhileItWatches() throws InterruptedException {
        happened();
        var viewer = activity.watch().orElseThrow();
        happened();
        viewer.close();
        happened();

        assertThat(seenBy(viewer)).hasSize(1);
        assertThat(activity.isWatched()).isFalse();
    }

    @Test
    void aViewerThatIsTooSlowIsDroppedAndTheOthersAreNot() throws InterruptedException {
        var slow = activity.watch().orElseThrow();
        var quick = activity.watch().orElseThrow();
        int seen = 0;
        for (int i = 0; i < Viewer.QUEUED + 10; i++) {
            happened();
            seen += seenBy(quick).size();
        }

        assertThat(slow.isDropped()).isTrue();
        assertThat(seenBy(slow)).hasSize(Viewer.QUEUED);
        assertThat(quick.isDropped()).isFalse();
        assertThat(seen).isEqualTo(Viewer.QUEUED + 10);
    }

    @Test
    void viewersAreFew() {
        for (int i = 0; i < 8; i++) {
            assertThat(activity.watch()).isPresent();
        }

        assertThat(activity.watch()).isEmpty();
    }

    @Test
    void whatIsRolledBackIsNotToldAndWhatCommitsIsToldAfterwards() throws InterruptedException {
        var viewer = activity.watch().orElseThrow();
        TransactionSynchronizationManager.initSynchronization();
        happened();
        TransactionSynchronizationManager.clear();
        assertThat(seenBy(viewer)).isEmpty();

        TransactionSynchronizationManager.initSynchronization();
        happened();
        assertThat(seenBy(viewer)).isEmpty();
        TransactionSynchronizationManager.getSynchronizations().forEach(TransactionSynchronization::afterCommit);
        assertThat(seenBy(viewer)).hasSize(1);
    }

    private void happened() {
        activity.happened(Activity.Kind.FORWARDED, event, "order-events-3@17");
    }

    private static List<Activity> seenBy(Viewer viewer) throws InterruptedException {
        List<Activity> seen = new ArrayList<>();
        for (var next = viewer.next(Duration.ZERO); next.isPresent(); next = viewer.next(Duration.ZERO)) {
            seen.add(next.get());
        }
        return seen;
    }
}
