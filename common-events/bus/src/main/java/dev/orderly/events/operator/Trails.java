package dev.orderly.events.operator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterTrail;
import dev.orderly.events.deadletter.DeadLetterTrails;
import dev.orderly.events.forwarder.SentEvents;
import dev.orderly.events.inbox.ConsumerTrails;
import dev.orderly.events.operator.Trail.Published;
import dev.orderly.events.operator.Trail.PublishedState;
import dev.orderly.events.operator.Trail.Received;
import dev.orderly.events.operator.Trail.ReceivedState;
import dev.orderly.events.store.EventTrails;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.store.StoredEvent;
import org.jspecify.annotations.Nullable;

/** Follows an event through this service: its store, its forwarder, its consumers. */
final class Trails {

    private final OrderlyProperties orderly;
    private final EventTrails stored;
    private final ForwarderPosition forwarder;
    private final DeadLetterTrails deadLetters;
    private final @Nullable SentEvents sent;
    private final List<ConsumerTrails> consumers;

    /**
     * @param sent      null if the transport does not keep what was sent
     * @param consumers empty if the service has no subscription
     */
    Trails(
            OrderlyProperties orderly,
            EventTrails stored,
            ForwarderPosition forwarder,
            DeadLetterTrails deadLetters,
            @Nullable SentEvents sent,
            List<ConsumerTrails> consumers) {
        this.orderly = orderly;
        this.stored = stored;
        this.forwarder = forwarder;
        this.deadLetters = deadLetters;
        this.sent = sent;
        this.consumers = consumers;
    }

    /** Empty if this service knows nothing of the event. */
    Optional<Trail> of(UUID eventId) {
        var published = stored.find(eventId).map(this::published).orElse(null);
        var received = received(eventId);
        return published == null && received.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trail(eventId, published, received));
    }

    /** Where the transport has the event, if this service has raised it and the transport keeps it. */
    Optional<String> placeOf(UUID eventId) {
        return stored.find(eventId).flatMap(event -> {
            var position = event.position();
            return sent == null || position == null
                    ? Optional.empty()
                    : sent.placeOf(event.source(), event.subject(), position);
        });
    }

    /** The latest events of the aggregate that this service has raised, the latest first. */
    List<Published> ofSubject(String subject, int limit) {
        return stored.ofSubject(subject, limit).stream().map(this::published).toList();
    }

    /** The latest events of the trace that this service has raised, the latest first. */
    List<Published> ofTrace(String traceId, int limit) {
        return stored.ofTrace(traceId, limit).stream().map(this::published).toList();
    }

    private Published published(StoredEvent event) {
        var refused = deadLetters.of(event.id()).stream()
                .filter(each -> isOfForwarder(each.consumer()))
                .findFirst()
                .orElse(null);
        return new Published(
                event.id(),
                event.type(),
                event.source(),
                event.subject(),
                event.storedAt(),
                event.position(),
                refused == null
                        ? state(event)
                        : PublishedState.valueOf(refused.state().name()),
                orderly.topic(),
                refused == null ? null : refused.reason(),
                traceId(event.traceParent()));
    }

    private PublishedState state(StoredEvent event) {
        var position = event.position();
        if (position == null) {
            return PublishedState.STORED;
        }
        return !orderly.isForwarding() || position <= forwarder.get()
                ? PublishedState.FORWARDED
                : PublishedState.STORED;
    }

    private List<Received> received(UUID eventId) {
        List<Received> received = new ArrayList<>();
        deadLetters.of(eventId).stream()
                .filter(each -> !isOfForwarder(each.consumer()))
                .map(Trails::received)
                .forEach(received::add);
        for (var consumer : consumers) {
            consumer.processedAt(eventId)
                    .map(at -> new Received(
                            consumer.consumer(), ReceivedState.PROCESSED, at, 0, null, null, null, null, null, 0))
                    .ifPresent(received::add);
        }
        return received;
    }

    private static Received received(DeadLetterTrail letter) {
        return new Received(
                letter.consumer(),
                ReceivedState.valueOf(letter.state().name()),
                null,
                letter.attempts(),
                letter.reason(),
                letter.origin(),
                letter.failedAt(),
                letter.nextAttemptAt(),
                letter.waitsBehind(),
                letter.waiting());
    }

    private boolean isOfForwarder(String name) {
        return name.equals(orderly.consumer() + "-forwarder");
    }

    private static @Nullable String traceId(@Nullable String traceParent) {
        var parts = traceParent == null ? new String[0] : traceParent.split("-", -1);
        return parts.length < 2 ? null : parts[1];
    }
}
