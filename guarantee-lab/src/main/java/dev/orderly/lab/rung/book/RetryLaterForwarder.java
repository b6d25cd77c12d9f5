package dev.orderly.lab.rung.book;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** The next repair: an event that fails is set aside and retried later, so that it stops no other. Its successors overtake it. */
class RetryLaterForwarder {

    private static final Logger log = LoggerFactory.getLogger(RetryLaterForwarder.class);

    private final EventStore eventStore;
    private final OffsetStore offsetStore;
    private final EventSender eventSender;
    private final FailedEvents failedEvents;

    RetryLaterForwarder(
            EventStore eventStore, OffsetStore offsetStore, EventSender eventSender, FailedEvents failedEvents) {
        this.eventStore = eventStore;
        this.offsetStore = offsetStore;
        this.eventSender = eventSender;
        this.failedEvents = failedEvents;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    void getAndSend() {
        for (var each : failedEvents.all()) {
            if (send(each)) {
                failedEvents.remove(each);
            }
        }
        for (var each : eventStore.getAfter(offsetStore.get(), RowCountForwarder.LIMIT)) {
            if (!send(each)) {
                failedEvents.add(each);
            }
            offsetStore.update(each.id());
        }
    }

    private boolean send(EventEntry entry) {
        try {
            eventSender.send(entry);
            return true;
        } catch (RuntimeException e) {
            log.warn("Event {} failed: {}; retrying in 1 s, the later ones go on", entry.id(), e.toString());
            return false;
        }
    }
}
