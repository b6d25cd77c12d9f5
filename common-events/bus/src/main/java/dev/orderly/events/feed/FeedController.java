package dev.orderly.events.feed;

import java.net.URI;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.orderly.events.access.AllowedTo;
import dev.orderly.events.access.Role;
import dev.orderly.events.store.EventsDroppedException;
import dev.orderly.events.store.RegisteredReader;
import dev.orderly.events.store.RegisteredReaders;
import dev.orderly.events.store.TooManyReadersException;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/**
 * {@code GET /events}: the events after a position, which the API calls offset. A reader stores its own position. A
 * client that accepts only plain JSON gets the same body.
 */
@RestController
@Tag(name = "Feed", description = "The events of this service, for readers that pull them.")
final class FeedController {

    static final String PATH = "/events";

    private static final String CLOUD_EVENTS_BATCH = "application/cloudevents-batch+json";

    private static final int MAX_LIMIT = 1_000;
    private static final long MAX_TIMEOUT = 30_000;

    private static final Set<String> PARAMETERS = Set.of("offset", "limit", "timeout", "type", "subject", "source");

    private static final int MAX_VALUES = 100;

    /** The offset of the reader's next request: it has seen, or did not ask for, every event up to there. */
    static final String NEXT_OFFSET = "Next-Offset";

    /** In seconds. Places become free all the time. */
    private static final String BUSY_RETRY_AFTER = "1";

    /** In seconds. An operator has to remove a reader. */
    private static final String READERS_RETRY_AFTER = "60";

    private static final Pattern READER = Pattern.compile("[A-Za-z0-9.-]{1,100}");

    private final EventFeed feed;
    private final RegisteredReaders readers;

    FeedController(EventFeed feed, RegisteredReaders readers) {
        this.feed = feed;
        this.readers = readers;
    }

    /**
     * @param offset  the position after which to start
     * @param limit   the maximum number of events, 1 to 1000; a page also ends after about 1 MB
     * @param timeout how many milliseconds to wait for an event if there is none, 30,000 at most
     */
    @Operation(
            operationId = "readEvents",
            summary = "Read the events after an offset",
            description =
                    "A CloudEvents batch, in ascending order and without gaps. With a timeout, the request is a long "
                            + "poll. The header Next-Offset is the offset of the next request: save it, because with a filter it "
                            + "also passes the events that were left out. An empty page whose Next-Offset is the offset of the "
                            + "request is the end. A page also ends after about 1 MB.",
            parameters = {
                @Parameter(
                        name = "type",
                        in = ParameterIn.QUERY,
                        description =
                                "Only events of this type; without its version, of all versions. May be repeated"),
                @Parameter(
                        name = "subject",
                        in = ParameterIn.QUERY,
                        description = "Only events of this aggregate. May be repeated"),
                @Parameter(
                        name = "source",
                        in = ParameterIn.QUERY,
                        description = "Only events that this service has raised. May be repeated")
            })
    @ApiResponse(responseCode = "200", description = "The events.")
    @ApiResponse(responseCode = "410", description = "The first event after the offset was dropped already.")
    @ApiResponse(responseCode = "503", description = "The feed is busy; `Retry-After` says when to try again.")
    @AllowedTo({Role.READER, Role.OPERATOR})
    @GetMapping(
            path = PATH,
            produces = {CLOUD_EVENTS_BATCH, MediaType.APPLICATION_JSON_VALUE})
    ResponseEntity<List<CloudEvent>> events(
            @RequestParam(defaultValue = "0") long offset,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") long timeout,
            WebRequest request)
            throws InterruptedException {
        request.getParameterNames()
                .forEachRemaining(name -> verify(
                        PARAMETERS.contains(name),
                        "The parameters are offset, limit, timeout, type, subject and source"));
        verify(offset >= 0, "offset must not be negative");
        verify(limit >= 1 && limit <= MAX_LIMIT, "limit must be 1 to " + MAX_LIMIT);
        verify(timeout >= 0 && timeout <= MAX_TIMEOUT, "timeout must be 0 to " + MAX_TIMEOUT);
        try {
            var page = feed.after(offset, limit, timeout, filter(request), FeedLoad.placeOf(request));
            return ResponseEntity.ok()
                    .header(NEXT_OFFSET, String.valueOf(page.next()))
                    .body(page.entries().stream().map(CloudEvent::of).toList());
        } catch (EventsDroppedException e) {
            throw new ResponseStatusException(HttpStatus.GONE, e.getMessage(), e);
        }
    }

    private static FeedFilter filter(WebRequest request) {
        return new FeedFilter(values(request, "type"), values(request, "subject"), values(request, "source"));
    }

    /** As they are in the request: as a method's parameter, a single value would be split at its commas. */
    private static Set<String> values(WebRequest request, String name) {
        var values = request.getParameterValues(name);
        if (values == null) {
            return Set.of();
        }
        verify(values.length <= MAX_VALUES, "%s may be given %d times at most".formatted(name, MAX_VALUES));
        verify(Stream.of(values).noneMatch(String::isBlank), name + " must not be blank");
        return new HashSet<>(List.of(values));
    }

    /** @param at earliest, latest, or a time */
    @Operation(
            operationId = "findOffset",
            summary = "Find an offset to begin with",
            description =
                    "earliest: the offset of the first event that is kept. latest: the offset behind the last event. "
                            + "A time, such as 2026-11-30T00:00:00Z: no event that was raised then or later is before it; some "
                            + "earlier ones may be behind it.")
    @AllowedTo({Role.READER, Role.OPERATOR})
    @GetMapping("/events/offset")
    Offset offset(@RequestParam String at) throws InterruptedException {
        return switch (at) {
            case "earliest" -> new Offset(feed.earliest());
            case "latest" -> new Offset(feed.latest());
            default -> new Offset(feed.since(time(at)));
        };
    }

    private static Instant time(String at) {
        try {
            return OffsetDateTime.parse(at).toInstant();
        } catch (DateTimeException e) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "at must be earliest, latest, or a time such as 2026-11-30T00:00:00Z", e);
        }
    }

    /** The registered readers, the forwarder included, and the lag of each. */
    @Operation(
            operationId = "listReaders",
            summary = "List the registered readers",
            description = "Each with its lag, the number of events that it has not read yet.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/events/readers")
    Readers readers() {
        return new Readers(readers.list());
    }

    /**
     * Registers a reader, or saves its position, which never goes back and is the head at most: from then on, no event
     * after it is dropped.
     */
    @Operation(
            operationId = "saveReaderPosition",
            summary = "Register a reader, or move it",
            description =
                    "Saves the position up to which the reader has read everything. Retention keeps the events after it. "
                            + "A position never goes back, and an event that does not exist yet cannot be passed. "
                            + "429 if too many readers are registered.")
    @AllowedTo(
            value = {Role.READER, Role.OPERATOR},
            readersOwn = "name")
    @PutMapping("/events/readers/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void passed(@PathVariable String name, @RequestBody ReaderPosition passed) {
        verifyName(name);
        var position = passed.position();
        verify(position != null && position >= 0, "position must be a number from 0 on");
        readers.passed(name, Objects.requireNonNull(position));
    }

    /** Removes a reader that will not come back, so that retention no longer waits for it. */
    @Operation(
            operationId = "removeReader",
            summary = "Remove a reader",
            description = "Retention no longer keeps events for it.")
    @AllowedTo(Role.OPERATOR)
    @DeleteMapping("/events/readers/{name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(@PathVariable String name) {
        verifyName(name);
        if (!readers.remove(name)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no reader of this name.");
        }
    }

    @ExceptionHandler(FeedBusyException.class)
    ResponseEntity<ProblemDetail> busy(FeedBusyException busy) {
        return refusal(HttpStatus.SERVICE_UNAVAILABLE, busy, BUSY_RETRY_AFTER);
    }

    @ExceptionHandler(TooManyReadersException.class)
    ResponseEntity<ProblemDetail> tooMany(TooManyReadersException tooMany) {
        return refusal(HttpStatus.TOO_MANY_REQUESTS, tooMany, READERS_RETRY_AFTER);
    }

    /** A response of its own: an application's advice may turn every other 5xx into 500. */
    private static ResponseEntity<ProblemDetail> refusal(HttpStatus status, RuntimeException refused, String seconds) {
        var problem = ProblemDetail.forStatusAndDetail(status, refused.getMessage());
        problem.setType(URI.create("urn:orderly:problem:"
                + status.getReasonPhrase().toLowerCase(Locale.ROOT).replace(' ', '-')));
        return ResponseEntity.status(status)
                .header(HttpHeaders.RETRY_AFTER, seconds)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static void verifyName(String reader) {
        verify(READER.matcher(reader).matches(), "A reader's name has 1 to 100 letters, digits, dots and dashes");
    }

    private static void verify(boolean holds, String message) {
        if (!holds) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
        }
    }

    record Offset(long offset) {}

    record ReaderPosition(@Nullable Long position) {}

    record Readers(List<RegisteredReader> items) {}
}
