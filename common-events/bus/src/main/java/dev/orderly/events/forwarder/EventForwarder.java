package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;

import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.store.CommitSignal;
import dev.orderly.events.store.EventSequencer;
import dev.orderly.events.store.EventStore;
import dev.orderly.events.store.EventsDroppedException;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import org.slf4j.Logger;

/**
 * Sends the stored events of this service to the transport, in the order of their positions, in a background thread (also
 * known as the relay).
 *
 * <p>One instance is active, the others are standbys. During an outage of the transport or the database the forwarder
 * retries forever, with a growing backoff, and skips nothing. A crash loses nothing: an event that was not delivered is
 * still in the store.
 */
final class EventForwarder implements BackgroundWork {

    private static final Logger log = SafeLog.of(EventForwarder.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration STAND_BY = Duration.ofMillis(500);
    private static final Duration LONGEST_STEP = Duration.ofMinutes(5);

    private final String name;
    private final EventStore store;
    private final EventSequencer sequencer;
    private final OffsetStore offsets;
    private final EventSender sender;
    private final CommitSignal signal;
    private final UnsendableEvents unsendable;
    private final ForwarderStatus status;
    private final DataSource dataSource;
    private final String topic;
    private final ForwarderProperties properties;
    private final BatchSize batchSize;
    private final Worker worker;

    EventForwarder(
            String name,
            EventStore store,
            EventSequencer sequencer,
            OffsetStore offsets,
            EventSender sender,
            CommitSignal signal,
            UnsendableEvents unsendable,
            ForwarderStatus status,
            DataSource dataSource,
            String topic,
            ForwarderProperties properties) {
        this.name = name;
        this.store = store;
        this.sequencer = sequencer;
        this.offsets = offsets;
        this.sender = sender;
        this.signal = signal;
        this.unsendable = unsendable;
        this.status = status;
        this.dataSource = dataSource;
        this.topic = topic;
        this.properties = properties;
        this.batchSize = new BatchSize(properties.batchSize());
        this.worker = new Worker("event-forwarder", this::run, signal::wakeUp);
    }

    @Override
    public void start() {
        worker.start();
    }

    /** Waits until the current batch is sent. */
    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void run() {
        var outage = new Outage(log, "Forwarding for " + name, new Backoff(FIRST_PAUSE, properties.retryMax()));
        var wasActive = false;
        try (var lock =
                new ForwarderLock(dataSource, name, properties.lease(), LONGEST_STEP.plus(properties.retryMax()))) {
            while (worker.shouldRun()) {
                try {
                    if (lock.isHeld() || lock.tryAcquire()) {
                        wasActive = true;
                        forward(lock, outage);
                    } else {
                        if (wasActive) {
                            wasActive = false;
                            log.warn("{}: another forwarder has taken over, standing by", name);
                        }
                        outage.reset();
                        status.clear();
                        worker.pause(STAND_BY);
                    }
                } catch (UnknownPositionException e) {
                    refuse(e);
                    worker.pause(properties.retryMax());
                } catch (SenderFencedException e) {
                    log.warn(
                            "{}: fenced, because another forwarder has started or the Kafka transaction timed out; standing by",
                            name);
                    lock.close();
                    worker.pause(STAND_BY);
                } catch (Exception e) {
                    worker.pause(outage.failed(e));
                }
            }
        }
    }

    /** Forwards until the service stops or the lock is lost. */
    private void forward(ForwarderLock lock, Outage outage) throws InterruptedException {
        try (sender) {
            var opened = sender.open();
            verifyKnown(opened);
            status.clear();
            var position = Math.max(opened.position(), offsets.get());
            offsets.update(position);
            unsendable.opened(opened.lastResent());
            log.info("{}: forwarding after position {}", name, position);
            var reader = new MessageReader(store, sequencer, topic, properties.batchSize(), position);
            try (var messages = new ReadAhead(reader, signal, properties)) {
                while (worker.shouldRun() && lock.isHeld()) {
                    var batch = messages.next();
                    if (!batch.isEmpty()) {
                        send(batch, lock);
                    }
                    unsendable.resendDue(sender);
                    outage.recovered();
                }
            }
        }
        if (worker.shouldRun()) {
            log.info("{}: the lock is lost; trying to acquire it again", name);
        }
    }

    /** A position that was sent is in the store, with the same event, unless the retention has dropped it. */
    private void verifyKnown(EventSender.Opened opened) {
        var head = sequencer.head();
        if (opened.position() > head) {
            throw new UnknownPositionException(
                    "%s says that the events up to position %d are sent, but the store ends at %d"
                            .formatted(opened.savedIn(), opened.position(), head));
        }
        var event = opened.event();
        if (event != null && !event.equals(eventAt(opened.position(), event))) {
            throw new UnknownPositionException(
                    "%s says that position %d is event %s, but the store has another event at that position"
                            .formatted(opened.savedIn(), opened.position(), event));
        }
    }

    private UUID eventAt(long position, UUID ifDropped) {
        try {
            return store.get(position - 1, 1).stream()
                    .map(each -> each.metadata().id())
                    .findFirst()
                    .orElse(ifDropped);
        } catch (EventsDroppedException e) {
            return ifDropped;
        }
    }

    /** Logged once: it does not heal by itself. */
    private void refuse(UnknownPositionException refusal) {
        if (status.refusal() == null) {
            log.error(
                    "{}: refusing to forward: {}. Either the database was restored to an earlier time, or another program has written there. Events can be raised and are kept; none is sent until an operator decides how to continue, see \"When the forwarder refuses\" in operations.md",
                    name,
                    refusal.getMessage());
        }
        status.refuse(String.valueOf(refusal.getMessage()));
    }

    /** Returns early if the service stops or the lock is lost. */
    private void send(List<OutgoingMessage> batch, ForwarderLock lock) {
        var unsent = batch;
        while (!unsent.isEmpty() && worker.shouldRun() && lock.isHeld()) {
            var next = unsent.subList(0, Math.min(unsent.size(), batchSize.current()));
            if (trySend(next)) {
                offsets.update(next.get(next.size() - 1).event().position());
                unsent = unsent.subList(next.size(), unsent.size());
            }
        }
    }

    /** Sends all that may be sent of them, or returns false if the transport has refused some: none of them is sent then. */
    private boolean trySend(List<OutgoingMessage> messages) {
        var sendable = unsendable.sendable(messages);
        if (sendable.isEmpty()) {
            return true;
        }
        try {
            sender.send(sendable);
            batchSize.succeeded();
            return true;
        } catch (UnsendableEventException e) {
            batchSize.failed(messages.size());
            unsendable.refused(e);
            return false;
        } catch (RuntimeException e) {
            batchSize.failed(messages.size());
            throw e;
        }
    }
}
