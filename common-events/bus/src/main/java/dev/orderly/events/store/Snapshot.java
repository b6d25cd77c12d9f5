package dev.orderly.events.store;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which transactions a statement saw as ended: those before {@code next}, except the running ones. PostgreSQL's
 * {@code pg_snapshot}.
 *
 * @param next    no transaction with this id or a higher one had ended
 * @param running the ids below {@code next} of transactions that had not ended; of prepared ones, too
 */
record Snapshot(long next, Set<Long> running) {

    /** @param text {@code xmin:xmax:xip,xip,...} */
    static Snapshot parse(String text) {
        var parts = text.split(":", -1);
        var running = Arrays.stream(parts[2].split(","))
                .filter(each -> !each.isEmpty())
                .map(Long::valueOf)
                .collect(Collectors.toUnmodifiableSet());
        return new Snapshot(Long.parseLong(parts[1]), running);
    }

    /** Whether every transaction below this id, which was drawn after the snapshot, had ended. */
    boolean hasAllBefore(long transaction) {
        return running.isEmpty() && transaction == next;
    }

    /** How many transactions below this id had not ended, if it is not above {@link #next}. */
    long runningBelow(long transaction) {
        return running.stream().filter(each -> each < transaction).count();
    }
}
