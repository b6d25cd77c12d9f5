package dev.orderly.events.inbox;

import dev.orderly.events.inbox.Incoming.Wanted;
import dev.orderly.events.metrics.EventMetrics;
import dev.orderly.events.tracing.EventTracing;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gives one event to its handler, in the running transaction and in the trace of the event. */
record EventProcessor(ProcessedEvents processed, EventTracing tracing, EventMetrics metrics) {

    private static final Logger log = LoggerFactory.getLogger(EventProcessor.class);

    void process(Wanted wanted) {
        var metadata = wanted.metadata();
        try (var span = tracing.open(metadata.traceParent(), "process " + metadata.type())) {
            if (processed.add(metadata.id())) {
                log.info(
                        "Received {} {} of {} from {}",
                        metadata.type(),
                        metadata.id(),
                        metadata.subject(),
                        wanted.message().origin());
                wanted.handler().handle(wanted.event(), metadata);
                metrics.handled(metadata.type());
            } else {
                log.info(
                        "Recognised {} {} of {} from {}: already processed",
                        metadata.type(),
                        metadata.id(),
                        metadata.subject(),
                        wanted.message().origin());
                metrics.recognised(metadata.type());
            }
        }
    }
}
