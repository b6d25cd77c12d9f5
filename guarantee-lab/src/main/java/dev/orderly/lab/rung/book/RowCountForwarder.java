package dev.orderly.lab.rung.book;

import java.util.List;

import org.springframework.scheduling.annotation.Scheduled;

/** The book's forwarder. Once a second it sends the next rows, and counts them: the count is the next offset. */
class RowCountForwarder {

    /** The book's default is 100, so at most 100 events a second. */
    static final int LIMIT = 1_000;

    private final EventStore eventStore;
    private final OffsetStore offsetStore;
    private final EventSender eventSender;

    RowCountForwarder(EventStore eventStore, OffsetStore offsetStore, EventSender eventSender) {
        this.eventStore = eventStore;
        this.offsetStore = offsetStore;
        this.eventSender = eventSender;
    }

    @Scheduled(initialDelay = 1_000, fixedDelay = 1_000)
    void getAndSend() {
        var nextOffset = offsetStore.get();
        var events = eventStore.get(nextOffset, LIMIT);
        if (!events.isEmpty()) {
            var processed = send(events);
            if (processed > 0) {
                offsetStore.update(nextOffset + processed);
            }
        }
    }

    private int send(List<EventEntry> events) {
        int processed = 0;
        try {
            for (var each : events) {
                eventSender.send(each);
                processed++;
            }
        } catch (Exception e) {
            // As in the book: nobody hears of it. The next run begins with this event, so one that always fails stops
            // all
            // later ones.
        }
        return processed;
    }
}
