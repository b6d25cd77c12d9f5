package dev.orderly.events.replay;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import dev.orderly.events.EventMetadata;
import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplay.State;
import dev.orderly.events.feed.StoreReader;
import dev.orderly.events.feed.StoreReader.EventsGoneException;
import dev.orderly.events.feed.StoreReaders;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.MalformedEventException;
import dev.orderly.events.message.Message;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.CauseText;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import dev.orderly.events.type.EventTypes;
import org.slf4j.Logger;
import org.springframework.web.client.RestClientException;

/**
 * Runs the replays of this service's consumers, in a thread of its own, page by page. Each transaction locks the row of its
 * replay, so of several instances one gets on, and if that one dies, another does. At rest it asks nobody.
 */
final class Replayer implements BackgroundWork {

    private static final Logger log = SafeLog.of(Replayer.class);

    private static final Duration REST = Duration.ofMillis(500);
    private static final Backoff RETRY = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(15));

    private final ReplayTable table;
    private final ReplayTable inTransactions;
    private final EventConsumers consumers;
    private final StoreReaders readers;
    private final Duration remembered;
    private final Clock clock;
    private final Worker worker = new Worker("event-replayer", this::run);
    private final Map<String, Outage> outages = new ConcurrentHashMap<>();

    /**
     * @param table          for statements that commit by themselves
     * @param inTransactions for those in the transactions of handlers
     * @param remembered     how long a consumer surely remembers that it has processed an event; zero for ever
     */
    Replayer(
            ReplayTable table,
            ReplayTable inTransactions,
            EventConsumers consumers,
            StoreReaders readers,
            Duration remembered,
            Clock clock) {
        this.table = table;
        this.inTransactions = inTransactions;
        this.consumers = consumers;
        this.readers = readers;
        this.remembered = remembered;
        this.clock = clock;
    }

    private static Outage outage(String consumer) {
        return new Outage(log, "The replay to " + consumer, RETRY);
    }

    @Override
    public void start() {
        worker.start();
    }

    /** Waits until the current events are passed on. */
    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void run() {
        while (worker.shouldRun()) {
            var gotOn = false;
            for (var consumer : consumers.all()) {
                // While an operator has paused the consumer, its replay waits too.
                if (consumer.pause().isReplaying()
                        && consumer.pause().pausedAt().isEmpty()) {
                    gotOn |= next(consumer);
                }
            }
            if (!gotOn) {
                worker.pause(REST);
            }
        }
    }

    /** @return false if there is nothing to do at the moment */
    private boolean next(EventConsumer consumer) {
        var outage = outages.computeIfAbsent(consumer.name(), Replayer::outage);
        try {
            var running = table.running(consumer.name());
            if (running.isEmpty()) {
                consumer.pause().refresh();
                return false;
            }
            var gotOn = goOn(running.get(), consumer);
            outage.recovered();
            return gotOn;
        } catch (RuntimeException | Error e) {
            if (worker.shouldRun()) {
                worker.pause(e instanceof RestClientException ? outage.failed(reason(e)) : outage.failed(e));
            }
            return false;
        }
    }

    private boolean goOn(EventReplay replay, EventConsumer consumer) {
        try {
            return passOn(replay, consumer);
        } catch (Claim.LostException e) {
            log.debug("Passes nothing on at the moment: {}", e.getMessage());
            return false;
        } catch (EventsGoneException e) {
            log.warn("Replay {} to {} has failed: {}", replay.id(), consumer.name(), e.getMessage());
            table.end(replay.id(), State.FAILED, e.getMessage());
            consumer.pause().refresh();
            return true;
        } catch (RuntimeException | Error e) {
            if (worker.shouldRun()) {
                table.trouble(replay.id(), reason(e));
            }
            throw e;
        }
    }

    private static String reason(Throwable failure) {
        return CauseText.of(failure).replace('\0', '\uFFFD');
    }

    /** Passes the events of the next page on. */
    private boolean passOn(EventReplay replay, EventConsumer consumer) throws EventsGoneException {
        var request = replay.request();
        var reader = readers.of(String.valueOf(request.topic()));
        var position = replay.position();
        if (position == null) {
            begin(replay, reader);
            return true;
        }
        var page = reader.after(position, types(request.types(), consumer), request.aggregates());
        if (page.messages().isEmpty() && page.next() == position) {
            if (table.end(replay.id(), State.DONE, null)) {
                log.info(
                        "Replay {} to {} is done: {} events up to position {}",
                        replay.id(),
                        consumer.name(),
                        replay.replayed(),
                        position);
            }
            consumer.pause().refresh();
            return true;
        }
        var replayed = replayed(page.messages(), replay, consumer);
        if (!replayed.isEmpty()) {
            var claim = new Claim(inTransactions, replay.id(), position, replayed);
            consumer.replayInbox(claim::verify).receive(replayed, claim::advance);
            position = claim.committed();
        }
        if (position < page.next()) {
            table.pass(replay.id(), position, page.next());
        }
        return true;
    }

    private void begin(EventReplay replay, StoreReader reader) {
        var start = StartPosition.of(replay.request().from());
        table.begin(replay.id(), reader.offset(start), reader.offset(new StartPosition.Latest()));
    }

    private static Set<String> types(Set<String> requested, EventConsumer consumer) {
        var types = requested.isEmpty()
                ? consumer.inbox().replayedTypes().stream()
                        .map(EventTypes::withoutVersion)
                        .collect(Collectors.toSet())
                : requested;
        return types.size() > StoredReplays.MOST_VALUES ? Set.of() : types;
    }

    /**
     * Those that the consumer has processed, or may have. What it has not comes from its transport, unless it is asked for here,
     * and was there when the replay began: later events are new to the other services too, which get what handlers raise.
     */
    private List<Message> replayed(List<Message> page, EventReplay replay, EventConsumer consumer) {
        var events = page.stream()
                .map(Replayer::event)
                .filter(each -> consumer.inbox().replays(each.type()))
                .toList();
        var ids = events.stream().map(EventMetadata::id).toList();
        var processed = table.processed(consumer.name(), ids);
        var discarded = table.discarded(consumer.name(), ids);
        var passed = events.stream()
                .filter(each -> !discarded.contains(each.id()))
                .filter(each -> isRequested(each, replay) || processed.contains(each.id()) || isForgotten(each))
                .map(EventMetadata::id)
                .collect(Collectors.toSet());
        return page.stream()
                .filter(each -> passed.contains(CloudEventDecoder.idOf(each)))
                .map(each -> each.replayed(replay.id()))
                .toList();
    }

    private static boolean isRequested(EventMetadata event, EventReplay replay) {
        var head = replay.head();
        return replay.request().unhandled() && head != null && event.position() <= head;
    }

    private static EventMetadata event(Message message) {
        try {
            return CloudEventDecoder.decode(message);
        } catch (MalformedEventException e) {
            throw new IllegalStateException(
                    "The publisher's event at %s is malformed: %s".formatted(message.origin(), e.getMessage()), e);
        }
    }

    private boolean isForgotten(EventMetadata event) {
        return !remembered.isZero() && event.time().isBefore(clock.instant().minus(remembered));
    }
}
