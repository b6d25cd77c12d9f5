package dev.orderly.events.inbox;

import java.util.HashSet;
import java.util.List;

import dev.orderly.events.EventContext;
import dev.orderly.events.EventInterceptor;
import dev.orderly.events.inbox.EventHandlers.Handler;
import dev.orderly.events.inbox.Incoming.Accepted;
import dev.orderly.events.support.ReplayScope;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.tracing.EventTracing;
import org.slf4j.Logger;

/**
 * Passes events to their handlers unless they are duplicates, in the running transaction and in the trace of each event. What a
 * replay brings is passed on although it was processed before.
 */
final class EventProcessor {

    private static final Logger log = SafeLog.of(EventProcessor.class);

    private final ProcessedEvents processed;
    private final EventTracing tracing;
    private final EventMetrics metrics;
    private final List<EventInterceptor> interceptors;

    /** @param interceptors the outermost first */
    EventProcessor(
            ProcessedEvents processed,
            EventTracing tracing,
            EventMetrics metrics,
            List<EventInterceptor> interceptors) {
        this.processed = processed;
        this.tracing = tracing;
        this.metrics = metrics;
        this.interceptors = interceptors;
    }

    /** Processes events that a transport delivered, in this order. */
    void process(List<Accepted> accepted) {
        if (accepted.isEmpty()) {
            return;
        }
        var added = new HashSet<>(processed.add(
                accepted.stream().map(each -> each.metadata().id()).toList()));
        var batches = new HandlerBatches(this::handleTogether);
        for (var each : accepted) {
            // Of the same event twice in a batch, the second is the duplicate.
            process(each, added.remove(each.metadata().id()), batches);
        }
        batches.handleAll();
    }

    private void process(Accepted accepted, boolean isNew, HandlerBatches batches) {
        var metadata = accepted.metadata();
        try (var span = tracing.open(metadata.traceParent(), "process " + metadata.type())) {
            if (isNew || metadata.replay()) {
                log.info(
                        "Received {} from {}",
                        accepted.description(),
                        accepted.message().origin());
                if (accepted.handler().isOfBatch()) {
                    batches.add(accepted);
                    return;
                }
                batches.handleBefore(accepted);
                handle(accepted);
                metrics.handled(metadata, accepted.message().origin());
            } else {
                log.info(
                        "Skipped duplicate {} from {}: already processed",
                        accepted.description(),
                        accepted.message().origin());
                metrics.recognized(metadata, accepted.message().origin());
            }
        }
    }

    private void handleTogether(Handler handler, List<Accepted> batch) {
        Runnable call = () -> Accepted.handle(handler, batch);
        try (var span = tracing.open(
                        null,
                        "process %d %s"
                                .formatted(batch.size(), handler.version().type()));
                var scope = EventContext.EMPTY.open()) {
            if (batch.get(0).metadata().replay()) {
                ReplayScope.run(call);
            } else {
                call.run();
            }
        }
        batch.forEach(each -> metrics.handled(each.metadata(), each.message().origin()));
    }

    /** What the handler raises is caused by this event. */
    private void handle(Accepted accepted) {
        var metadata = accepted.metadata();
        Runnable handler = accepted::handle;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            var interceptor = interceptors.get(i);
            var inner = handler;
            handler = () -> interceptor.handling(metadata, inner);
        }
        try (var scope = EventContext.openCausedBy(metadata)) {
            if (metadata.replay()) {
                ReplayScope.run(handler);
            } else {
                handler.run();
            }
        }
    }

    /** Processes a dead letter, and counts it as a successful retry. */
    void retry(Accepted accepted) {
        process(List.of(accepted));
        metrics.retried(accepted.metadata());
    }

    /** Observes a failed attempt, in the transaction that dead-letters the event. A malformed message is no event. */
    void failed(Incoming incoming, String reason) {
        incoming.match(
                accepted ->
                        metrics.failed(accepted.metadata(), accepted.message().origin(), reason),
                ignored -> {},
                malformed -> {});
    }

    /** Observes that an event waits, in the transaction that dead-letters it. */
    void waits(Accepted accepted) {
        metrics.waits(accepted.metadata(), accepted.message().origin());
    }
}
