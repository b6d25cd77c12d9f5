package dev.orderly.lab.rung.book;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/** The obvious repair: the next offset is the id of the last event, and what fails is logged. */
class InsertionIdForwarder {

    private static final Logger log = LoggerFactory.getLogger(InsertionIdForwarder.class);

    private final EventStore eventStore;
    private final OffsetStore offsetStore;
    private final EventSender eventSender;

    InsertionIdForwarder(EventStore eventStore, OffsetStore offsetStore, EventSender eventSender) {
        this.eventStore = eventStore;
        this.offsetStore = offsetStore;
        this.eventSender = eventSender;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    void getAndSend() {
        for (var each : eventStore.getAfter(offsetStore.get(), RowCountForwarder.LIMIT)) {
            try {
                eventSender.send(each);
            } catch (RuntimeException e) {
                log.warn("Event {} failed: {}; retrying in 1 s, the later ones wait", each.id(), e.toString());
                return;
            }
            offsetStore.update(each.id());
        }
    }
}
