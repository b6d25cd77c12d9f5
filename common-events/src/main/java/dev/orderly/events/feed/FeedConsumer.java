package dev.orderly.events.feed;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.events.inbox.Inbox;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pulls one feed and gives its events to the inbox, in a thread of its own. How far it got is saved in the transaction
 * that takes the events in; while the other service or the database is away, it tries again for ever.
 *
 * <p>Several instances of a service may pull the same feed: each event has its effect once, but none of them is spared
 * the work of the others.
 */
final class FeedConsumer {

    private static final Logger log = LoggerFactory.getLogger(FeedConsumer.class);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String topic;
    private final FeedClient client;
    private final Inbox inbox;
    private final FeedPositions positions;
    private final FeedProperties properties;
    private volatile @Nullable Thread thread;

    FeedConsumer(String topic, FeedClient client, Inbox inbox, FeedPositions positions, FeedProperties properties) {
        this.topic = topic;
        this.client = client;
        this.inbox = inbox;
        this.positions = positions;
        this.properties = properties;
    }

    void start() {
        var started = new Thread(this::run, "event-feed-" + topic);
        thread = started;
        started.start();
    }

    /** Gives up what it is doing, and waits for its end: what is not committed by then is pulled again. */
    void stop() {
        var stopping = thread;
        thread = null;
        if (stopping != null) {
            stopping.interrupt();
            try {
                stopping.join(PATIENCE.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    boolean isRunning() {
        return thread != null;
    }

    private boolean isStarted() {
        return Thread.currentThread() == thread;
    }

    private void run() {
        int failures = 0;
        while (isStarted()) {
            try {
                pull();
                if (failures > 0) {
                    log.info("{}: pulling again after {} failed attempts", topic, failures);
                    failures = 0;
                }
            } catch (RuntimeException e) {
                failures++;
                if (isStarted()) {
                    report(failures, e);
                    pause();
                }
            }
        }
    }

    private void pull() {
        var events = client.after(positions.get(topic), properties.limit(), properties.timeout());
        if (!events.isEmpty()) {
            inbox.receive(
                    events.stream()
                            .map(each -> FeedMessages.message(topic, each))
                            .toList(),
                    last -> positions.save(topic, FeedMessages.positionOf(last)));
        }
    }

    private void report(int failures, RuntimeException failure) {
        // 1, 2, 4, 8, ... and the stack only once
        if (failures == 1) {
            log.warn("{}: cannot pull, trying until it works", topic, failure);
        } else if (Integer.bitCount(failures) == 1) {
            log.warn("{}: still cannot pull after {} attempts: {}", topic, failures, failure.toString());
        }
    }

    private void pause() {
        if (isStarted()) {
            LockSupport.parkNanos(properties.retryPause().toNanos());
        }
    }
}
