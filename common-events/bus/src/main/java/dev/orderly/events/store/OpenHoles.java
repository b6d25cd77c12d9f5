package dev.orderly.events.store;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Knows when to look into a hole, and when to close it. A hole is an insertion id below the frontier whose entry was not
 * there when the sequencer passed it: its transaction was still running, or had rolled back.
 *
 * <p>A transaction gets its transaction id before its first insertion id. The holes that are found in one snapshot are
 * therefore filled by transactions with ids below any id that is given afterwards, the <i>bound</i> of these holes. A
 * transaction can have filled a hole only if it was running in the last snapshot, has ended in the next one, and its id is
 * below the bound. When none is left that could, the hole is closed.
 *
 * <p>Holes are not looked into one by one. Holes that the same transactions may fill are one stretch of insertion ids, so
 * there are never many more stretches than running transactions, however many holes there are.
 *
 * <p>Not safe for use by several threads.
 */
final class OpenHoles {

    /** The bound of holes that another sequencer, or an earlier process, has found. */
    private static final long UNKNOWN = Long.MAX_VALUE;

    /** Ascending by insertion id, and so by bound. */
    private final List<Stretch> stretches = new ArrayList<>();

    /** The snapshot in which every hole was looked into that could have been filled. */
    private @Nullable Snapshot checked;

    /** @param bound an id that was given after the snapshot in which the holes were found */
    void found(long first, long last, long bound) {
        bound(bound);
        stretches.add(new Stretch(first, last, bound));
    }

    /** There are holes of which it is not known who may fill them. They need a {@link #bound}. */
    void adopt(long first, long last) {
        stretches.add(new Stretch(first, last, UNKNOWN));
    }

    boolean isBoundMissing() {
        return stretches.stream().anyMatch(each -> each.bound == UNKNOWN);
    }

    /** @param bound an id that was given after the adopted holes had been found */
    void bound(long bound) {
        stretches.replaceAll(each -> each.bound == UNKNOWN ? each.withBound(bound) : each);
    }

    /** How many there are in memory. */
    int stretches() {
        return stretches.size();
    }

    void forget() {
        stretches.clear();
        checked = null;
    }

    /** What the next statement has to look into. */
    Suspects suspects() {
        var snapshot = checked;
        List<Suspect> pending = new ArrayList<>();
        if (snapshot != null) {
            for (long transaction : snapshot.running()) {
                stretches.stream()
                        .filter(each -> each.isCheckedIn(snapshot) && each.bound > transaction)
                        .findFirst()
                        .ifPresent(each -> pending.add(new Suspect(transaction, each.first)));
            }
        }
        long unchecked = stretches.stream()
                .filter(each -> snapshot == null || !each.isCheckedIn(snapshot))
                .mapToLong(each -> each.first)
                .findFirst()
                .orElse(Long.MAX_VALUE);
        long first = stretches.isEmpty() ? Long.MAX_VALUE : stretches.get(0).first;
        return new Suspects(first, unchecked, pending);
    }

    /** In this snapshot the suspects were looked into, and what was found there has its position. */
    void lookedInto(Snapshot snapshot) {
        checked = snapshot;
        // After a restore to another server, ids may be lower than before: then a bound is never reached.
        stretches.replaceAll(each -> each.isCheckedIn(snapshot) ? each : each.withBound(UNKNOWN));
        for (int i = stretches.size() - 1; i > 0; i--) {
            var lower = stretches.get(i - 1);
            var upper = stretches.get(i);
            if (upper.isCheckedIn(snapshot)
                    && snapshot.runningBelow(lower.bound) == snapshot.runningBelow(upper.bound)) {
                stretches.set(i - 1, new Stretch(lower.first, upper.last, upper.bound));
                stretches.remove(i);
            }
        }
    }

    /** Nobody is left who could fill a hole up to this insertion id. */
    OptionalLong closable() {
        var snapshot = checked;
        if (snapshot == null || stretches.isEmpty()) {
            return OptionalLong.empty();
        }
        var lowest = stretches.get(0);
        return lowest.isCheckedIn(snapshot) && snapshot.runningBelow(lowest.bound) == 0
                ? OptionalLong.of(lowest.last)
                : OptionalLong.empty();
    }

    /** The closable holes are removed. */
    void closed() {
        stretches.remove(0);
    }

    /**
     * The holes that may have been filled since.
     *
     * @param first     there is no hole below it
     * @param unchecked look into every hole from this insertion id on, whatever has ended
     * @param pending   look into every hole from {@code hole} on if the transaction has ended
     */
    record Suspects(long first, long unchecked, List<Suspect> pending) {

        long[] transactions() {
            return pending.stream().mapToLong(Suspect::transaction).toArray();
        }

        long[] holes() {
            return pending.stream().mapToLong(Suspect::hole).toArray();
        }
    }

    record Suspect(long transaction, long hole) {}

    private record Stretch(long first, long last, long bound) {

        /** Whether the snapshot was taken after the bound was given, and so tells who may still fill the holes. */
        boolean isCheckedIn(Snapshot snapshot) {
            return bound <= snapshot.next();
        }

        Stretch withBound(long newBound) {
            return new Stretch(first, last, newBound);
        }
    }
}
