package dev.orderly.localstack;

import dev.orderly.localstack.EventTrail.Event;

/** The request that gets an event, and no other, from the feed of its publisher. */
record FeedPlaces(LocalStack stack) implements EventPlaces {

    @Override
    public String heading() {
        return "pulled from";
    }

    @Override
    public void refresh() {
        // What has a position is in its feed.
    }

    @Override
    public String of(Event event) {
        return "%s/events?offset=%d&limit=1".formatted(stack.url(event.publisher()), event.position() - 1);
    }

    @Override
    public void close() {
        // Nothing is kept open.
    }
}
