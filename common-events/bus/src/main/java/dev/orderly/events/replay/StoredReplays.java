package dev.orderly.events.replay;

import java.util.List;
import java.util.Optional;

import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplay.State;
import dev.orderly.events.EventReplays;
import dev.orderly.events.ReplayRequest;
import dev.orderly.events.feed.StoreReaders;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.type.EventTypes;
import org.slf4j.Logger;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.transaction.support.TransactionOperations;

/** Starts and stops replays. All instances of the service see them in the database, and one of them runs each. */
final class StoredReplays implements EventReplays {

    private static final Logger log = SafeLog.of(EventReplays.class);

    /** As many as the feed of a publisher accepts. */
    static final int MOST_VALUES = 100;

    private final ReplayTable table;
    private final TransactionOperations transactions;
    private final EventConsumers consumers;
    private final List<String> topics;
    private final StoreReaders readers;

    /** @param transactions in which {@code table} runs its statements */
    StoredReplays(
            ReplayTable table,
            TransactionOperations transactions,
            EventConsumers consumers,
            List<String> topics,
            StoreReaders readers) {
        this.table = table;
        this.transactions = transactions;
        this.consumers = consumers;
        this.topics = topics;
        this.readers = readers;
    }

    @Override
    public EventReplay start(ReplayRequest request, String by) {
        var consumer = consumers
                .find(request.consumer())
                .orElseThrow(() -> new IllegalArgumentException(
                        "This service has no consumer %s; it has %s".formatted(request.consumer(), consumers.names())));
        var topic = topicOf(request);
        verifyStart(request.from());
        verifyTypes(request, consumer.inbox());
        readers.of(topic);
        var id = add(request, topic, by);
        log.info("Replay {} to {} has begun: {} from {}", id, consumer.name(), topic, request.from());
        consumer.pause().refresh();
        return table.find(id).orElseThrow();
    }

    private long add(ReplayRequest request, String topic, String by) {
        try {
            return transactions.execute(status -> {
                table.lock(request.consumer());
                if (table.hasDeadLetters(request.consumer())) {
                    throw new IllegalStateException(
                            "%s has dead letters, and a replay would overtake them: redrive or discard them first"
                                    .formatted(request.consumer()));
                }
                return table.add(request, topic, by);
            });
        } catch (DuplicateKeyException e) {
            throw new IllegalStateException(
                    "A replay to %s is running: stop it, or wait for its end".formatted(request.consumer()), e);
        } catch (PessimisticLockingFailureException e) {
            throw new IllegalStateException(
                    "%s has handled one batch for 30 s: try again when it is done".formatted(request.consumer()), e);
        }
    }

    private String topicOf(ReplayRequest request) {
        var topic = request.topic();
        if (topic == null && topics.size() > 1) {
            throw new IllegalArgumentException("Name the topic: the service subscribes to %s".formatted(topics));
        }
        if (topic != null && !topics.contains(topic)) {
            throw new IllegalArgumentException(
                    "The service does not subscribe to %s, but to %s".formatted(topic, topics));
        }
        return topic == null ? topics.get(0) : topic;
    }

    private static void verifyStart(String from) {
        try {
            if (!(StartPosition.of(from) instanceof StartPosition.Latest)) {
                return;
            }
        } catch (IllegalArgumentException e) {
            // reported below
        }
        throw new IllegalArgumentException(
                "A replay begins at earliest, at a time such as 2026-11-30T00:00:00Z, or at a position, not at "
                        + from);
    }

    private static void verifyTypes(ReplayRequest request, Inbox inbox) {
        var replayed = inbox.replayedTypes();
        if (replayed.isEmpty()) {
            throw new IllegalArgumentException("Each handler of %s has replay = false".formatted(request.consumer()));
        }
        for (var type : request.types()) {
            if (replayed.stream()
                    .noneMatch(each ->
                            each.equals(type) || EventTypes.withoutVersion(each).equals(type))) {
                throw new IllegalArgumentException(
                        "%s does not handle %s, or its handler has replay = false".formatted(request.consumer(), type));
            }
        }
        if (request.aggregates().stream().anyMatch(each -> each.isBlank() || each.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("An aggregate must not be blank, nor contain a NUL character");
        }
        if (request.types().size() > MOST_VALUES || request.aggregates().size() > MOST_VALUES) {
            throw new IllegalArgumentException(
                    "A replay may name %d types and aggregates at most".formatted(MOST_VALUES));
        }
    }

    @Override
    public List<EventReplay> list() {
        return table.latest();
    }

    @Override
    public Optional<EventReplay> find(long id) {
        return table.find(id);
    }

    @Override
    public boolean stop(long id) {
        if (!table.end(id, State.STOPPED, null)) {
            return false;
        }
        table.find(id).ifPresent(stopped -> {
            log.info(
                    "Replay {} to {} was stopped after position {}",
                    id,
                    stopped.request().consumer(),
                    stopped.position());
            consumers.find(stopped.request().consumer()).ifPresent(each -> each.pause()
                    .refresh());
        });
        return true;
    }
}
