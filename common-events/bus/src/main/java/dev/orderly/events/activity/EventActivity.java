package dev.orderly.events.activity;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.support.AfterCommit;
import org.jspecify.annotations.Nullable;

/**
 * Passes the steps of events to those who watch. It keeps nothing: a viewer sees what happens while it watches, in this
 * process. While nobody watches, a step costs the read of one field. A viewer never slows the bus down: one that does not
 * keep up is dropped. Safe for use by several threads; never throws.
 */
public final class EventActivity {

    private static final int MOST_VIEWERS = 8;

    private final Clock clock;
    private final List<Viewer> viewers = new CopyOnWriteArrayList<>();
    private volatile boolean watched;

    public EventActivity(Clock clock) {
        this.clock = clock;
    }

    /** Starts to watch; empty if there are too many viewers already. Close the viewer when it has seen enough. */
    public synchronized Optional<Viewer> watch() {
        if (viewers.size() >= MOST_VIEWERS) {
            return Optional.empty();
        }
        var viewer = new Viewer(this::remove);
        viewers.add(viewer);
        watched = true;
        return Optional.of(viewer);
    }

    private synchronized void remove(Viewer viewer) {
        viewers.remove(viewer);
        watched = !viewers.isEmpty();
    }

    /** Whether anybody watches. Ask it first where an argument of {@link #happened} costs something. */
    public boolean isWatched() {
        return watched;
    }

    /** The publisher of the event has taken this step. */
    public void happened(Activity.Kind kind, EventMetadata event, @Nullable String place) {
        happened(kind, event, null, place, null);
    }

    /**
     * A step was taken: in the running transaction, if there is one. It is told after the commit, and not after a rollback.
     *
     * @param event a position of 0 means that it has none yet
     */
    public void happened(
            Activity.Kind kind,
            EventMetadata event,
            @Nullable String consumer,
            @Nullable String place,
            @Nullable String detail) {
        if (!watched) {
            return;
        }
        AfterCommit.run(() -> tell(kind, event, consumer, place, detail));
    }

    /** An operator has taken a step: it is told after the commit, with the time of that moment. */
    public void happened(Function<Instant, Activity> step) {
        if (watched) {
            AfterCommit.run(() -> tell(step.apply(clock.instant())));
        }
    }

    private void tell(
            Activity.Kind kind,
            EventMetadata event,
            @Nullable String consumer,
            @Nullable String place,
            @Nullable String detail) {
        tell(new Activity(
                kind,
                clock.instant(),
                event.id(),
                event.type(),
                event.source(),
                event.subject(),
                event.time(),
                event.position() == 0 ? null : event.position(),
                consumer,
                place,
                detail,
                event.traceParent()));
    }

    private void tell(Activity activity) {
        viewers.forEach(each -> each.show(activity));
    }
}
