package dev.orderly.events.operator;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.activity.Activity.Kind;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.inbox.EventMetrics;

/** Tells those who watch what the consumer does. */
final class WatchedInbox implements EventMetrics {

    private final EventActivity activity;
    private final String consumer;

    WatchedInbox(EventActivity activity, String consumer) {
        this.activity = activity;
        this.consumer = consumer;
    }

    @Override
    public EventMetrics of(String otherConsumer) {
        return new WatchedInbox(activity, otherConsumer);
    }

    @Override
    public void handled(EventMetadata event, String origin) {
        activity.happened(Kind.HANDLED, event, consumer, origin, null);
    }

    @Override
    public void recognized(EventMetadata event, String origin) {
        activity.happened(Kind.DUPLICATE, event, consumer, origin, null);
    }

    @Override
    public void failed(EventMetadata event, String origin, String reason) {
        activity.happened(Kind.FAILED, event, consumer, origin, reason);
    }

    @Override
    public void waits(EventMetadata event, String origin) {
        activity.happened(Kind.WAITING, event, consumer, origin, null);
    }
}
