package dev.orderly.events.feed;

import java.time.Duration;
import java.util.Set;

import dev.orderly.events.inbox.ConsumerPause;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClientException;

/**
 * Pulls one feed and passes its events to the inbox of a consumer, in a thread of its own. The position is saved in the transaction that
 * processes the events. While the other service or the database is unavailable, it retries without limit.
 *
 * <p>Several instances of a service may pull the same feed: each event is processed once, but every instance pulls all of
 * them.
 */
final class FeedConsumer {

    private static final Logger log = SafeLog.of(FeedConsumer.class);

    private static final Duration PAUSED = Duration.ofMillis(500);

    private final String topic;
    private final FeedClient client;
    private final Inbox inbox;
    private final FeedPositions positions;
    private final StartPosition start;
    private final FeedProperties properties;
    private final ConsumerPause pause;
    private final Outage outage;
    private final Worker worker;
    private volatile @Nullable String trouble = "not pulled yet";

    FeedConsumer(
            String topic,
            FeedClient client,
            EventConsumer consumer,
            FeedPositions positions,
            FeedProperties properties) {
        this.topic = topic;
        this.client = client;
        this.inbox = consumer.inbox();
        this.positions = positions;
        this.start = consumer.start();
        this.properties = properties;
        this.pause = consumer.pause();
        this.outage = new Outage(
                log,
                "Pulling %s from %s".formatted(topic, client.service()),
                Backoff.constant(properties.retryPause()));
        this.worker = new Worker(consumer.thread("event-feed-" + topic), this::run);
    }

    void start() {
        worker.start();
    }

    /** Interrupts the running pull, and waits for its end: events that are not committed by then are pulled again. */
    void stop() {
        worker.interrupt();
    }

    boolean isRunning() {
        return worker.isRunning();
    }

    String topic() {
        return topic;
    }

    /** Why the last pull failed; null if it succeeded. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void run() {
        while (worker.shouldRun()) {
            if (pause.isPaused()) {
                worker.pause(PAUSED);
                continue;
            }
            try {
                pull();
                trouble = null;
                outage.recovered();
            } catch (RuntimeException | Error e) {
                if (worker.shouldRun()) {
                    worker.pause(failed(e));
                }
            }
        }
    }

    /** The first request, and the first one after a failure, is no long poll, so that it shows at once whether pulling works. */
    private void pull() {
        var timeout = trouble == null ? properties.timeout() : Duration.ZERO;
        var position = positions.find(topic).orElseGet(this::begin);
        // Each time: an operator may have removed this reader. The publisher writes only what has changed.
        client.passed(positions.reachedByAll(topic));
        var types = properties.handledTypesOnly() ? inbox.handledTypes() : Set.<String>of();
        var page = client.after(position, properties.limit(), timeout, types, Set.of());
        var messages = FeedMessages.messages(topic, page.body());
        if (messages.isEmpty()) {
            // Otherwise each pull would read again everything that this consumer does not handle.
            if (page.next() > position) {
                positions.save(topic, page.next());
            }
        } else if (!pause.isPaused()) {
            // Paused during the long poll: the same events are pulled again after the pause.
            inbox.receive(messages, last -> positions.save(topic, FeedMessages.positionOf(last)));
        }
    }

    /** At the first event there is no need to ask: if that was dropped, the publisher says so, and an operator decides. */
    private long begin() {
        if (start.equals(StartPosition.EARLIEST)) {
            return 0;
        }
        positions.begin(topic, client.offset(start));
        long begun = positions.find(topic).orElseThrow();
        log.info("Begins to read {} at {}: after position {}", topic, start, begun);
        return begun;
    }

    private Duration failed(Throwable failure) {
        var reason = reason(failure);
        trouble = reason;
        // The stack trace of a failed request says nothing that its message does not.
        return failure instanceof RestClientException ? outage.failed(reason) : outage.failed(failure);
    }

    /** Unwraps a connection error: its wrapper only adds the URL. */
    private static String reason(Throwable failure) {
        var cause = failure instanceof ResourceAccessException ? failure.getCause() : null;
        return cause == null ? failure.toString() : cause.toString();
    }
}
