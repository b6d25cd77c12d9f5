package dev.orderly.localstack.demo;

import dev.orderly.localstack.demo.EventTrail.Event;
import dev.orderly.localstack.stack.LocalStack;

/** Finds where the transport keeps an event, so that a user can look it up there. Not thread-safe. */
interface EventLocator extends AutoCloseable {

    static EventLocator of(LocalStack stack) {
        return switch (stack.transport()) {
            case KAFKA -> new TopicEventLocator(stack.bootstrapServers());
            case RABBITMQ -> new QueueEventLocator(stack);
            case FEED -> new FeedEventLocator();
        };
    }

    /** The format of the locations, as a table heading. */
    String heading();

    /** Looks for new events. */
    void refresh();

    /** The location of the event as of the last refresh; empty if the transport did not have it then. */
    String locate(Event event);

    @Override
    void close();
}
