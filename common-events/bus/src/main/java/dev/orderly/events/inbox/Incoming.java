package dev.orderly.events.inbox;

import java.util.List;
import java.util.function.Consumer;

import dev.orderly.events.DomainEvent;
import dev.orderly.events.EventMetadata;
import dev.orderly.events.ReceivedEvent;
import dev.orderly.events.inbox.EventHandlers.Handler;
import dev.orderly.events.message.Message;

/** A parsed message: one of three cases, each of which needs its own treatment. */
sealed interface Incoming {

    Message message();

    /** The event for a log line: type, id and aggregate if they could be read, otherwise where the message came from. */
    String description();

    /** How often its handler was called since the transport delivered the message. */
    default int calls() {
        return 0;
    }

    /**
     * Calls the one consumer for this case. Every caller passes a consumer forevery case, so a new case does not compile
     * until every caller handles it.
     */
    void match(Consumer<Accepted> ifAccepted, Consumer<Ignored> ifIgnored, Consumer<Malformed> ifMalformed);

    /** An event that this service has a handler for. */
    final class Accepted implements Incoming {

        private final Message message;
        private final EventMetadata metadata;
        private final Handler handler;
        private final DomainEvent event;
        private int calls;

        Accepted(Message message, EventMetadata metadata, Handler handler, DomainEvent event) {
            this.message = message;
            this.metadata = metadata;
            this.handler = handler;
            this.event = event;
        }

        @Override
        public Message message() {
            return message;
        }

        EventMetadata metadata() {
            return metadata;
        }

        Handler handler() {
            return handler;
        }

        /** Calls the handler, which takes batches, with all of these events, and throws what it throws. */
        static void handle(Handler handler, List<Accepted> batch) {
            batch.forEach(each -> each.calls++);
            handler.handle(batch.stream()
                    .<ReceivedEvent<?>>map(each -> new ReceivedEvent<>(each.event, each.metadata))
                    .toList());
        }

        /** Calls the handler, and throws what it throws. */
        void handle() {
            calls++;
            handler.handle(event, metadata);
        }

        @Override
        public int calls() {
            return calls;
        }

        @Override
        public String description() {
            return Incoming.describe(metadata);
        }

        @Override
        public void match(Consumer<Accepted> ifAccepted, Consumer<Ignored> ifIgnored, Consumer<Malformed> ifMalformed) {
            ifAccepted.accept(this);
        }
    }

    /** An event of a type that this service has no handler for. */
    record Ignored(Message message, EventMetadata metadata) implements Incoming {

        @Override
        public String description() {
            return Incoming.describe(metadata);
        }

        @Override
        public void match(Consumer<Accepted> ifAccepted, Consumer<Ignored> ifIgnored, Consumer<Malformed> ifMalformed) {
            ifIgnored.accept(this);
        }
    }

    /** A message that is not an event, or whose event cannot be read. */
    record Malformed(Message message, String reason) implements Incoming {

        @Override
        public String description() {
            return message.origin();
        }

        @Override
        public void match(Consumer<Accepted> ifAccepted, Consumer<Ignored> ifIgnored, Consumer<Malformed> ifMalformed) {
            ifMalformed.accept(this);
        }
    }

    private static String describe(EventMetadata metadata) {
        return "%s %s of %s".formatted(metadata.type(), metadata.id(), metadata.subject());
    }
}
