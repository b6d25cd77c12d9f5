package dev.orderly.localstack.demo;

import dev.orderly.localstack.demo.EventTrail.Event;
import dev.orderly.localstack.stack.LocalStack;

/** Locates an event by the request that returns only this event from its publisher's feed. */
final class FeedEventLocator implements EventLocator {

    private final LocalStack stack;

    FeedEventLocator(LocalStack stack) {
        this.stack = stack;
    }

    @Override
    public String heading() {
        return "feed request";
    }

    @Override
    public void refresh() {
        // Every event with a position is in its publisher's feed.
    }

    @Override
    public String locate(Event event) {
        return "%s/events?offset=%d&limit=1".formatted(stack.url(event.publisher()), event.position() - 1);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
