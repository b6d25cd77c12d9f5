package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.deadletter.DeadLetterQueue;
import dev.orderly.events.deadletter.DeadLetterQueue.Due;
import dev.orderly.events.message.CloudEventReader;
import dev.orderly.events.message.CloudEventWriter;
import dev.orderly.events.message.MalformedEventException;
import dev.orderly.events.message.Message;
import dev.orderly.events.store.EventEntry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionOperations;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Keeps what the transport refuses from holding up everything behind it. After its attempts an event is parked; the
 * later events of its aggregate wait behind it, unless its type is to be skipped; all others go on. It is used by the
 * active forwarder's thread only.
 */
final class UnsendableEvents {

    private static final Logger log = LoggerFactory.getLogger(EventForwarder.class);
    private static final int RESENT_TOGETHER = 500;

    /** For the running transaction. What a frozen forwarder has locked is free again when its successor gets there. */
    private static final String LIMIT_IDLENESS = "SELECT set_config('idle_in_transaction_session_timeout', ?, true)";

    private final DeadLetterQueue parked;
    private final TransactionOperations transactions;
    private final String topic;
    private final int maxAttempts;
    private final Set<String> skippedTypes;
    private final Duration lease;
    private final Map<UUID, Integer> attempts = new HashMap<>();
    private boolean anyParked = true;

    UnsendableEvents(
            DeadLetterQueue parked, TransactionOperations transactions, String topic, ForwarderProperties properties) {
        this.parked = parked;
        this.transactions = transactions;
        this.topic = topic;
        this.maxAttempts = properties.maxAttempts();
        this.skippedTypes = properties.skippedTypes();
        this.lease = properties.lease();
    }

    /** Takes up where a predecessor stopped: what it has sent again is removed, even if it died before it could. */
    void opened(@Nullable UUID lastResent) {
        if (lastResent != null) {
            parked.removeThrough(lastResent);
        }
        anyParked = parked.isInUse();
    }

    /**
     * The entries that may be sent now. The others are set aside, and that is committed, before anything behind them
     * is sent: a successor that goes on after the highest position sent misses none.
     */
    List<EventEntry> sendable(List<EventEntry> batch) {
        if (!anyParked || !(anyParked = parked.isInUse())) {
            return batch;
        }
        List<EventEntry> sendable = new ArrayList<>(batch.size());
        transactions.executeWithoutResult(status -> {
            parked.jdbc()
                    .sql(LIMIT_IDLENESS)
                    .param(String.valueOf(lease.toMillis()))
                    .query(String.class)
                    .single();
            for (var entry : batch) {
                var message = CloudEventWriter.write(entry, topic);
                if (parked.isBlockedByEarlier(message, entry.position())) {
                    parked.waitBehind(message);
                } else if (!parked.contains(entry.id())) {
                    sendable.add(entry);
                }
            }
        });
        return sendable;
    }

    /** Counts a refusal, and parks the event when it was the last one. */
    void refused(UnsendableEventException refusal) {
        var entry = refusal.entry();
        int refusals = attempts.merge(entry.id(), 1, Integer::sum);
        if (refusals < maxAttempts) {
            return;
        }
        attempts.remove(entry.id());
        anyParked = true;
        var skipped = skippedTypes.contains(entry.type());
        var message = CloudEventWriter.write(entry, topic);
        parked.park(skipped ? withoutKey(message) : message, refusals, String.valueOf(refusal.getMessage()));
        log.error(
                "Parked after {} attempts, {}: {}",
                refusals,
                skipped ? "and going on with the next one" : "and the later events of its aggregate wait",
                refusal.getMessage());
    }

    /** Sends what an operator has asked for, the first of one aggregate's queue and those behind it, in order. */
    void resendDue(EventSender sender) {
        if (!anyParked) {
            return;
        }
        var due = parked.due(RESENT_TOGETHER);
        if (due.isEmpty()) {
            return;
        }
        try {
            sender.resend(due.stream().map(UnsendableEvents::entry).toList());
            parked.removeThrough(due.get(due.size() - 1).eventId());
        } catch (UnsendableEventException e) {
            due.stream().filter(each -> each.eventId().equals(e.entry().id())).forEach(each -> refusedAgain(each, e));
            throw e;
        }
    }

    private void refusedAgain(Due due, UnsendableEventException refusal) {
        int refusals = due.attempts() + 1;
        parked.update(due, refusals, refusals >= maxAttempts, String.valueOf(refusal.getMessage()), Duration.ZERO);
    }

    /** Without a key nobody waits behind it. */
    private static Message withoutKey(Message message) {
        return new Message(message.topic(), message.origin(), null, message.headers(), message.payload());
    }

    private static EventEntry entry(Due due) {
        var message = due.message();
        var payload = message.payload();
        try {
            var subject = CloudEventReader.subjectOf(message);
            var metadata = CloudEventReader.read(new Message(
                    message.topic(), message.origin(), subject.getBytes(UTF_8), message.headers(), payload));
            return new EventEntry(
                    metadata.position(),
                    metadata.id(),
                    metadata.type(),
                    metadata.source(),
                    metadata.subject(),
                    metadata.time(),
                    CloudEventReader.contentTypeOf(message),
                    payload == null ? new byte[0] : payload,
                    metadata.traceParent());
        } catch (MalformedEventException e) {
            throw new IllegalStateException("The forwarder has parked what it cannot read: " + message.origin(), e);
        }
    }
}
