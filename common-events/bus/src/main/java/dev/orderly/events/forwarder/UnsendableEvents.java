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
import dev.orderly.events.forwarder.UnsendableEventException.Refusal;
import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.MalformedEventException;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.support.SafeLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.transaction.support.TransactionOperations;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Dead-letters the events that the transport refuses, so that they block no other aggregate. After its last attempt an
 * event is parked. The later events of its aggregate wait behind it, unless its type is one of
 * {@code orderly.forwarder.skipped-types}. Only the active forwarder's thread may use it.
 */
final class UnsendableEvents {

    private static final Logger log = SafeLog.of(EventForwarder.class);
    private static final int RESENT_TOGETHER = 500;

    private final DeadLetterQueue deadLetters;
    private final TransactionOperations transactions;
    private final int maxAttempts;
    private final Set<String> skippedTypes;
    private final Map<UUID, Integer> attempts = new HashMap<>();
    private boolean anyDeadLetters = true;

    /** @param transactions end when the forwarder freezes in one, so that the rows it has locked do not block its successor */
    UnsendableEvents(DeadLetterQueue deadLetters, TransactionOperations transactions, ForwarderProperties properties) {
        this.deadLetters = deadLetters;
        this.transactions = transactions;
        this.maxAttempts = properties.maxAttempts();
        this.skippedTypes = properties.skippedTypes();
    }

    /** Removes what a predecessor has resent, even if it crashed before it could remove it. */
    void opened(@Nullable UUID lastResent) {
        if (lastResent != null) {
            deadLetters.removeThrough(lastResent);
        }
        anyDeadLetters = deadLetters.isInUse();
    }

    /**
     * The messages that may be sent now. The others are dead-lettered, and that is committed before a later message is
     * sent: a successor that continues after the highest position sent misses none.
     */
    List<OutgoingMessage> sendable(List<OutgoingMessage> batch) {
        if (!anyDeadLetters || !(anyDeadLetters = deadLetters.isInUse())) {
            return batch;
        }
        List<OutgoingMessage> sendable = new ArrayList<>(batch.size());
        transactions.executeWithoutResult(status -> {
            var held = deadLetters.held(batch);
            for (var each : batch) {
                if (held.blocks(each)) {
                    deadLetters.waitBehind(each.message());
                } else if (!held.contains(each)) {
                    sendable.add(each);
                }
            }
        });
        return sendable;
    }

    /** Counts the refusals, and parks each event after its last attempt. */
    void refused(UnsendableEventException refusals) {
        refusals.refusals().forEach(this::refused);
    }

    private void refused(Refusal refusal) {
        var event = refusal.refused().event();
        var message = refusal.refused().message();
        int refusals = attempts.merge(event.id(), 1, Integer::sum);
        if (refusals < maxAttempts) {
            return;
        }
        attempts.remove(event.id());
        anyDeadLetters = true;
        var skipped = skippedTypes.contains(event.type());
        deadLetters.park(skipped ? withKey(message, null) : message, refusals, refusal.message());
        log.error(
                "Parked {} {} of {} after {} attempts: {}; later events of this aggregate {}",
                event.type(),
                event.id(),
                event.subject(),
                refusals,
                refusal.reason(),
                skipped ? "are sent without it" : "wait behind it");
    }

    /** Sends the redriven events of one aggregate, in order. */
    void resendDue(EventSender sender) {
        if (!anyDeadLetters) {
            return;
        }
        transactions.executeWithoutResult(status -> deadLetters.settle());
        var due = deadLetters.due(RESENT_TOGETHER);
        if (due.isEmpty()) {
            return;
        }
        try {
            sender.resend(due.stream().map(UnsendableEvents::outgoing).toList());
            deadLetters.removeThrough(due.get(due.size() - 1).eventId());
        } catch (UnsendableEventException e) {
            // Due again at once, until its last attempt.
            for (var refusal : e.refusals()) {
                due.stream()
                        .filter(each ->
                                each.eventId().equals(refusal.refused().event().id()))
                        .forEach(each -> refusedAgain(each, refusal));
            }
        }
    }

    private void refusedAgain(Due due, Refusal refusal) {
        int refusals = due.attempts() + 1;
        deadLetters.update(due, refusals, refusals >= maxAttempts, refusal.message(), Duration.ZERO);
    }

    /** The dead letter of a skipped type is stored without its key; this restores it. */
    private static OutgoingMessage outgoing(Due due) {
        try {
            var key = CloudEventDecoder.subjectOf(due.message()).getBytes(UTF_8);
            var message = withKey(due.message(), key);
            return new OutgoingMessage(CloudEventDecoder.decode(message), message);
        } catch (MalformedEventException e) {
            throw new IllegalStateException(
                    "The forwarder's dead letter %s is malformed: delete its row from orderly.dead_letter"
                            .formatted(due.message().origin()),
                    e);
        }
    }

    /** Without a key no event waits behind it. */
    private static Message withKey(Message message, byte @Nullable [] key) {
        return new Message(message.topic(), message.origin(), key, message.headers(), message.payload());
    }
}
