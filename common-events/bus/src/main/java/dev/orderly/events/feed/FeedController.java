package dev.orderly.events.feed;

import java.util.List;
import java.util.regex.Pattern;

import dev.orderly.events.store.EventReader;
import dev.orderly.events.store.EventReaders;
import dev.orderly.events.store.EventsDroppedException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/**
 * {@code GET /events}: the events after an offset. Who pulls remembers how far it got by itself. Who accepts only plain
 * JSON gets the same.
 */
@RestController
@Tag(name = "Feed", description = "The events of this service, for whoever pulls them.")
final class FeedController {

    private static final String CLOUD_EVENTS_BATCH = "application/cloudevents-batch+json";

    private static final int MAX_LIMIT = 1_000;
    private static final long MAX_TIMEOUT = 30_000;

    private static final Pattern READER = Pattern.compile("[A-Za-z0-9.-]{1,100}");

    private final EventFeed feed;
    private final EventReaders readers;

    FeedController(EventFeed feed, EventReaders readers) {
        this.feed = feed;
        this.readers = readers;
    }

    /**
     * @param offset  the position after which to start
     * @param limit   how many events at the most, 1 to 1000
     * @param timeout how many milliseconds to wait for an event when there is none; 30 seconds at the most
     * @param reader  who asks, if it wants to be waited for: no event after its offset is dropped from then on
     */
    @Operation(
            summary = "Read the events after an offset",
            description = "Ascending, without a gap, as a CloudEvents batch. With a time-out it is a long poll; with a "
                    + "reader's name no event after the offset is dropped before that reader has passed it. 410 when "
                    + "the first of them has been dropped already.")
    @GetMapping(
            path = "/events",
            produces = {CLOUD_EVENTS_BATCH, MediaType.APPLICATION_JSON_VALUE})
    List<CloudEvent> events(
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") long timeout,
            @RequestParam(required = false) @Nullable String reader)
            throws InterruptedException {
        verify(offset >= 0, "offset must not be negative");
        verify(limit >= 1 && limit <= MAX_LIMIT, "limit must be 1 to " + MAX_LIMIT);
        verify(timeout >= 0 && timeout <= MAX_TIMEOUT, "timeout must be 0 to " + MAX_TIMEOUT);
        if (reader != null) {
            verify(READER.matcher(reader).matches(), "reader must be 1 to 100 letters, digits, dots and dashes");
            readers.passed(reader, offset);
        }
        try {
            return feed.after(offset, limit, timeout).stream()
                    .map(CloudEvent::of)
                    .toList();
        } catch (EventsDroppedException e) {
            throw new ResponseStatusException(HttpStatus.GONE, e.getMessage(), e);
        }
    }

    /** Who has registered, the forwarder included, and how many events each has still to read. */
    @Operation(summary = "List the registered readers", description = "With the events that each has still to read.")
    @GetMapping("/events/readers")
    Readers readers() {
        return new Readers(readers.list());
    }

    /** Forgets a reader that will not come back, so that nothing is kept for it. */
    @Operation(summary = "Forget a reader", description = "Nothing is kept for it any more.")
    @DeleteMapping("/events/readers/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) {
        if (!readers.remove(name)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no reader of this name.");
        }
    }

    private static void verify(boolean holds, String message) {
        if (!holds) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
        }
    }

    record Readers(List<EventReader> items) {}
}
