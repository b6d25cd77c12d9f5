package dev.orderly.events.feed;

import java.time.Duration;

import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.support.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;

/**
 * Pulls one feed and gives its events to the inbox, in a thread of its own. How far it got is saved in the transaction
 * that takes the events in; while the other service or the database is away, it tries again for ever.
 *
 * <p>Several instances of a service may pull the same feed: each event has its effect once, but none of them is spared
 * the work of the others.
 */
final class FeedConsumer {

    private static final Logger log = LoggerFactory.getLogger(FeedConsumer.class);

    private final String topic;
    private final FeedClient client;
    private final Inbox inbox;
    private final FeedPositions positions;
    private final FeedProperties properties;
    private final Worker worker;
    private volatile @Nullable String trouble = "not asked yet";
    private int failures;

    FeedConsumer(String topic, FeedClient client, Inbox inbox, FeedPositions positions, FeedProperties properties) {
        this.topic = topic;
        this.client = client;
        this.inbox = inbox;
        this.positions = positions;
        this.properties = properties;
        this.worker = new Worker("event-feed-" + topic, this::run);
    }

    void start() {
        worker.start();
    }

    /** Gives up what it is doing, and waits for its end: what is not committed by then is pulled again. */
    void stop() {
        worker.interrupt();
    }

    boolean isRunning() {
        return worker.isRunning();
    }

    String topic() {
        return topic;
    }

    /** Why the feed cannot be pulled at the moment; null as long as it can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void run() {
        while (worker.shouldRun()) {
            try {
                pull();
                worked();
            } catch (RuntimeException e) {
                if (worker.shouldRun()) {
                    failed(e);
                    worker.pause(properties.retryPause());
                }
            }
        }
    }

    /** The first request, and the first after a failure, does not wait for events, and so soon shows whether it works. */
    private void pull() {
        var timeout = trouble == null ? properties.timeout() : Duration.ZERO;
        var events = client.after(positions.get(topic), properties.limit(), timeout);
        if (!events.isEmpty()) {
            inbox.receive(
                    events.stream()
                            .map(each -> FeedMessages.message(topic, each))
                            .toList(),
                    last -> positions.save(topic, FeedMessages.positionOf(last)));
        }
    }

    private void worked() {
        if (failures > 0) {
            log.info("{}: pulling from {} again after {} failed attempts", topic, client.service(), failures);
        }
        failures = 0;
        trouble = null;
    }

    private void failed(RuntimeException failure) {
        failures++;
        var reason = reason(failure);
        trouble = reason;
        // 1, 2, 4, 8, ...; and the stack only once, if it says more than that the other service is away
        if (failures == 1 && !(failure instanceof RestClientException)) {
            log.warn("{}: cannot take in what is pulled, trying until it works", topic, failure);
        } else if (Integer.bitCount(failures) == 1) {
            log.warn(
                    "{}: cannot pull from {} (attempt {}), trying until it works: {}",
                    topic,
                    client.service(),
                    failures,
                    reason);
        }
    }

    /** An error of the connection is wrapped in one that names the address. */
    private static String reason(RuntimeException failure) {
        var cause = failure instanceof ResourceAccessException ? failure.getCause() : null;
        return cause == null ? failure.toString() : cause.toString();
    }
}
