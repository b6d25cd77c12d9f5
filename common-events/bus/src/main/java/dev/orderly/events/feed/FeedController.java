package dev.orderly.events.feed;

import java.util.List;
import java.util.regex.Pattern;

import dev.orderly.events.store.EventsDroppedException;
import dev.orderly.events.store.RegisteredReader;
import dev.orderly.events.store.RegisteredReaders;
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
 * {@code GET /events}: the events after a position, which the API calls offset. A reader stores its own position. A
 * client that accepts only plain JSON gets the same body.
 */
@RestController
@Tag(name = "Feed", description = "The events of this service, for readers that pull them.")
final class FeedController {

    private static final String CLOUD_EVENTS_BATCH = "application/cloudevents-batch+json";

    private static final int MAX_LIMIT = 1_000;
    private static final long MAX_TIMEOUT = 30_000;

    private static final Pattern READER = Pattern.compile("[A-Za-z0-9.-]{1,100}");

    private final EventFeed feed;
    private final RegisteredReaders readers;

    FeedController(EventFeed feed, RegisteredReaders readers) {
        this.feed = feed;
        this.readers = readers;
    }

    /**
     * @param offset  the position after which to start
     * @param limit   the maximum number of events, 1 to 1000
     * @param timeout how many milliseconds to wait for an event if there is none, 30,000 at most
     * @param reader  registers the reader under this name: from then on, no event after its position is dropped
     */
    @Operation(
            summary = "Read the events after an offset",
            description =
                    "A CloudEvents batch, in ascending order and without gaps. With a timeout, the request is a long "
                            + "poll. With a reader's name, no event after the offset is dropped before that reader has read it. "
                            + "410 if the first event after the offset was dropped already.")
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

    /** The registered readers, the forwarder included, and the lag of each. */
    @Operation(
            summary = "List the registered readers",
            description = "Each with its lag, the number of events that it has not read yet.")
    @GetMapping("/events/readers")
    Readers readers() {
        return new Readers(readers.list());
    }

    /** Removes a reader that will not come back, so that retention no longer waits for it. */
    @Operation(summary = "Remove a reader", description = "Retention no longer keeps events for it.")
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

    record Readers(List<RegisteredReader> items) {}
}
