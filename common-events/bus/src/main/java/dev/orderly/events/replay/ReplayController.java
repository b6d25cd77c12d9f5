package dev.orderly.events.replay;

import java.net.URI;
import java.security.Principal;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

import dev.orderly.events.EventReplay;
import dev.orderly.events.EventReplays;
import dev.orderly.events.ReplayRequest;
import dev.orderly.events.access.AllowedTo;
import dev.orderly.events.access.Role;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Starts, shows and stops replays for operators. */
@RestController
@Tag(name = "Replays", description = "Events that a consumer gets again.")
final class ReplayController {

    private final EventReplays replays;

    ReplayController(EventReplays replays) {
        this.replays = replays;
    }

    @Operation(
            operationId = "startReplay",
            summary = "Start a replay",
            description =
                    "Gives the consumer the stored events again that it has handled: from `from` (earliest, a time or a "
                            + "position) to the last, of these types and aggregates or of all. `unhandled` also passes on what it has "
                            + "not handled. Meanwhile its other events wait. 409 if one is running, or if the consumer has dead "
                            + "letters.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/operator/replays")
    ResponseEntity<EventReplay> start(@RequestBody Start start, @Nullable Principal principal) {
        try {
            var begun = replays.start(start.request(), principal == null ? "unknown" : principal.getName());
            return ResponseEntity.accepted()
                    .location(URI.create("/operator/replays/" + begun.id()))
                    .body(begun);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        } catch (IllegalStateException e) {
            throw new ResponseStatusException(HttpStatus.CONFLICT, e.getMessage(), e);
        }
    }

    @Operation(
            operationId = "listReplays",
            summary = "List the replays",
            description = "The latest first, 100 at most.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/replays")
    Replays list() {
        return new Replays(replays.list());
    }

    @Operation(operationId = "getReplay", summary = "Look at a replay")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/replays/{id}")
    EventReplay find(@PathVariable long id) {
        return replays.find(id).orElseThrow(() -> notFound("There is no such replay."));
    }

    @Operation(
            operationId = "stopReplay",
            summary = "Stop a replay",
            description = "What it has passed on keeps its effects. The consumer continues with its transport.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/operator/replays/{id}/stop")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void stop(@PathVariable long id) {
        if (!replays.stop(id)) {
            throw notFound("There is no such replay that is running.");
        }
    }

    private static ResponseStatusException notFound(String message) {
        return new ResponseStatusException(HttpStatus.NOT_FOUND, message);
    }

    /** As {@link ReplayRequest}; only the consumer is required. */
    record Start(
            @Nullable String consumer,
            @Nullable String topic,
            @Nullable String from,
            @Nullable Set<String> types,
            @Nullable Set<String> aggregates,
            @Nullable Boolean unhandled) {

        ReplayRequest request() {
            if (consumer == null) {
                throw new IllegalArgumentException("Name the consumer.");
            }
            if (Stream.of(types, aggregates)
                    .filter(Objects::nonNull)
                    .flatMap(Set::stream)
                    .anyMatch(Objects::isNull)) {
                throw new IllegalArgumentException("A type or an aggregate must not be null.");
            }
            return new ReplayRequest(
                    consumer,
                    topic,
                    from == null ? "earliest" : from,
                    types == null ? Set.of() : types,
                    aggregates == null ? Set.of() : aggregates,
                    Boolean.TRUE.equals(unhandled));
        }
    }

    record Replays(List<EventReplay> items) {}
}
