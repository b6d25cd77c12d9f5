package dev.orderly.events.deadletter;

import java.util.List;
import java.util.UUID;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Shows operators what could not be handled, and lets them try it again. */
@RestController
@Tag(name = "Dead letters", description = "Events that this service could not handle, or not send.")
final class DeadLetterController {

    private static final int LIMIT = 1_000;

    private final DeadLetters deadLetters;

    DeadLetterController(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Operation(
            summary = "List dead letters",
            description =
                    "The first 1000: with the reason, the attempts so far, and whether it is tried again by itself "
                            + "(RETRYING), waits behind another of its aggregate (WAITING), or for you (PARKED).")
    @GetMapping("/dead-letters")
    Items list() {
        return new Items(deadLetters.list(LIMIT));
    }

    @Operation(
            summary = "Try an event again",
            description = "With all its attempts. Those that wait behind it follow in order.")
    @PostMapping("/dead-letters/{eventId}/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void redrive(@PathVariable UUID eventId) {
        if (!deadLetters.redrive(eventId)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this event.");
        }
    }

    /** Everything of one aggregate that was set aside, whichever consumer it waits for; the order stays. */
    @Operation(summary = "Try everything of an aggregate again", description = "In order.")
    @PostMapping("/dead-letters/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void redriveAggregate(@RequestParam String subject) {
        if (!deadLetters.redriveAggregate(subject)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this aggregate.");
        }
    }

    record Items(List<DeadLetter> items) {}
}
