package dev.orderly.events.operator;

import java.util.Locale;
import java.util.Map;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.deadletter.DeadLetterCounts.Count;
import dev.orderly.events.forwarder.ForwarderStatus;
import dev.orderly.events.inbox.ConsumerLags;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.operator.ServiceState.ConsumerState;
import dev.orderly.events.operator.ServiceState.Consuming;
import dev.orderly.events.operator.ServiceState.Letters;
import dev.orderly.events.operator.ServiceState.Publishing;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.ForwarderPosition;
import dev.orderly.events.store.RegisteredReaders;
import dev.orderly.events.type.EventTypes;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;

/** Collects the state of this service. */
final class ServiceStates {

    private final OrderlyProperties orderly;
    private final EventTypes types;
    private final EventSequencer sequencer;
    private final ForwarderPosition forwarder;
    private final RegisteredReaders readers;
    private final DeadLetterCounts deadLetters;
    private final ObjectProvider<ForwarderStatus> status;
    private final ObjectProvider<EventConsumers> consumers;
    private final ObjectProvider<ConsumerLags> lags;

    ServiceStates(
            OrderlyProperties orderly,
            EventTypes types,
            EventSequencer sequencer,
            ForwarderPosition forwarder,
            RegisteredReaders readers,
            DeadLetterCounts deadLetters,
            ObjectProvider<ForwarderStatus> status,
            ObjectProvider<EventConsumers> consumers,
            ObjectProvider<ConsumerLags> lags) {
        this.orderly = orderly;
        this.types = types;
        this.sequencer = sequencer;
        this.forwarder = forwarder;
        this.readers = readers;
        this.deadLetters = deadLetters;
        this.status = status;
        this.consumers = consumers;
        this.lags = lags;
    }

    ServiceState now() {
        var letters = deadLetters.byConsumer();
        var topic = orderly.topic();
        return new ServiceState(
                orderly.source(),
                orderly.transport().name().toLowerCase(Locale.ROOT),
                topic == null ? null : publishing(topic, letters),
                consumers.stream()
                        .flatMap(each -> each.all().stream())
                        .map(each -> consuming(each, letters))
                        .toList());
    }

    private Publishing publishing(String topic, Map<String, Count> letters) {
        var backlog = forwarder.backlog();
        var refusing = status.getIfAvailable();
        return new Publishing(
                topic,
                sequencer.head(),
                backlog.position(),
                orderly.isForwarding() ? backlog.events() : 0,
                orderly.isForwarding() ? backlog.age() : 0,
                orderly.isForwarding() && backlog.isStalled(),
                refusing == null ? null : refusing.refusal(),
                letters(letters.get(orderly.consumer() + "-forwarder")),
                readers.list());
    }

    private Consuming consuming(EventConsumer consumer, Map<String, Count> letters) {
        var pausedAt = consumer.pause().pausedAt().orElse(null);
        var done = consumer.progress();
        var lag = lags.getIfAvailable();
        return new Consuming(
                consumer.name(),
                pausedAt == null ? ConsumerState.RUNNING : ConsumerState.PAUSED,
                pausedAt,
                orderly.subscriptions(),
                types.all().keySet().stream()
                        .filter(consumer.inbox()::handles)
                        .sorted()
                        .toList(),
                lag == null ? Map.of() : lag.byTopic(consumer.name()),
                done.handled(),
                done.duplicates(),
                done.failures(),
                done.lastActivity(),
                letters(letters.get(consumer.name())));
    }

    private static Letters letters(@Nullable Count count) {
        return count == null ? new Letters(0, 0, 0) : new Letters(count.parked(), count.waiting(), count.discarded());
    }
}
