package dev.orderly.events.inbox;

import java.util.function.Function;

/**
 * A consumer of this service: the handlers that share its name. It has a position of its own in each transport, and
 * processed events and dead letters of its own, so what delays one consumer delays no other.
 */
public final class EventConsumer {

    private final String name;
    private final String suffix;
    private final StartPosition start;
    private final Inbox inbox;
    private final Function<Runnable, Inbox> replayInboxes;
    private final DeadLetterRetrier retrier;
    private final ConsumerPause pause;
    private final ConsumerProgress progress;
    private final ConsumerTrails trails;

    /** @param suffix of the names of its threads */
    EventConsumer(
            String name,
            String suffix,
            StartPosition start,
            Inbox inbox,
            Function<Runnable, Inbox> replayInboxes,
            DeadLetterRetrier retrier,
            ConsumerPause pause,
            ConsumerProgress progress,
            ConsumerTrails trails) {
        this.name = name;
        this.suffix = suffix;
        this.start = start;
        this.inbox = inbox;
        this.replayInboxes = replayInboxes;
        this.retrier = retrier;
        this.pause = pause;
        this.progress = progress;
        this.trails = trails;
    }

    /** Its name in the transport and in the tables: that of the service for the default consumer. */
    public String name() {
        return name;
    }

    /** The name of a thread that works for it. */
    public String thread(String work) {
        return work + suffix;
    }

    /** Where it begins in a topic that it has never read. */
    public StartPosition start() {
        return start;
    }

    /** Takes its events in. */
    public Inbox inbox() {
        return inbox;
    }

    /**
     * Takes in what a replay brings.
     *
     * @param claim called first in each transaction; if it throws, no handler is called
     */
    public Inbox replayInbox(Runnable claim) {
        return replayInboxes.apply(claim);
    }

    /** Whether an operator has paused it. */
    public ConsumerPause pause() {
        return pause;
    }

    /** What it has done since the start of this instance. */
    public ConsumerProgress progress() {
        return progress;
    }

    /** What it has processed. */
    public ConsumerTrails trails() {
        return trails;
    }

    DeadLetterRetrier retrier() {
        return retrier;
    }
}
