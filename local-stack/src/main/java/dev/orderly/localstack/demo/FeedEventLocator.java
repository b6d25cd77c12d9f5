package dev.orderly.localstack.demo;

import dev.orderly.localstack.demo.EventTrail.Event;

/** Locates an event by the request that returns only this event from its publisher's feed. */
final class FeedEventLocator implements EventLocator {

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
        return "/events?offset=%d&limit=1".formatted(event.position() - 1);
    }

    @Override
    public void close() {
        // There is nothing to close.
    }
}
