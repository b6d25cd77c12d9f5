package dev.orderly.events.replay;

import java.util.List;
import java.util.Objects;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.support.AfterCommit;

/**
 * The right of one instance to pass some events on. Each transaction locks the replay, and finds it where this instance has
 * left it; otherwise another instance was faster, or the replay was stopped.
 */
final class Claim {

    private final ReplayTable table;
    private final long replay;
    private final List<Long> positions;
    private volatile long committed;

    /** @param from the position after which the events come */
    Claim(ReplayTable table, long replay, long from, List<Message> events) {
        this.table = table;
        this.replay = replay;
        this.positions = events.stream().map(Claim::positionOf).toList();
        this.committed = from;
    }

    /**
     * Locks the replay until the running transaction ends.
     *
     * @throws LostException if it was stopped, or if another instance runs it
     */
    void verify() {
        if (table.claim(replay).filter(found -> found == committed).isEmpty()) {
            throw new LostException(replay);
        }
    }

    /** Saves, in the running transaction, that this event and all before it are passed on. */
    void advance(Message last) {
        long reached = positionOf(last);
        long passedOn = positions.stream()
                .filter(each -> each > committed && each <= reached)
                .count();
        table.advance(replay, reached, passedOn);
        AfterCommit.run(() -> committed = reached);
    }

    /** The last position that was committed. */
    long committed() {
        return committed;
    }

    /** The replay was stopped, or another instance runs it. */
    static final class LostException extends RuntimeException {

        private LostException(long replay) {
            super("replay %d was stopped, or another instance runs it".formatted(replay));
        }
    }

    private static Long positionOf(Message event) {
        return Objects.requireNonNull(CloudEventDecoder.positionOf(event));
    }
}
