package dev.orderly.localstack;

import dev.orderly.localstack.EventTrail.Event;

/** Where the events are that a transport carries, for whoever wants to look at one. For one thread. */
interface EventPlaces extends AutoCloseable {

    static EventPlaces of(LocalStack stack) {
        return switch (stack.transport()) {
            case KAFKA -> new TopicPlaces(stack.bootstrapServers());
            case RABBITMQ -> new QueuePlaces(stack);
            case FEED -> new FeedPlaces(stack);
        };
    }

    /** What such a place is made up of. */
    String heading();

    /** Looks for what is new. */
    void refresh();

    /** The event's place when this was refreshed last; empty when it was not there yet. */
    String of(Event event);

    @Override
    void close();
}
