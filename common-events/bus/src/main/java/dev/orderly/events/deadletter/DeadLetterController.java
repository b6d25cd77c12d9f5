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

/** Lists dead letters for operators, and redrives them. */
@RestController
@Tag(name = "Dead letters", description = "Events that this service could not handle or could not send.")
final class DeadLetterController {

    private static final int LIMIT = 1_000;

    private final DeadLetters deadLetters;

    DeadLetterController(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @Operation(
            summary = "List dead letters",
            description =
                    "The first 1000, each with its reason, its attempts and its state. RETRYING: the service retries it "
                            + "after a backoff. WAITING: it waits behind an earlier dead letter of its aggregate. PARKED: "
                            + "it needs an operator.")
    @GetMapping("/dead-letters")
    Items list() {
        return new Items(deadLetters.list(LIMIT));
    }

    @Operation(
            summary = "Redrive an event",
            description =
                    "Retries it at once, with its attempts reset. The events that wait behind it follow in order.")
    @PostMapping("/dead-letters/{eventId}/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void redrive(@PathVariable UUID eventId) {
        if (!deadLetters.redrive(eventId)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this event.");
        }
    }

    /** All dead letters of one aggregate, of every consumer, in order. */
    @Operation(
            summary = "Redrive an aggregate",
            description = "Retries all of its dead letters at once, in order, with their attempts reset.")
    @PostMapping("/dead-letters/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void redriveAggregate(@RequestParam String subject) {
        if (!deadLetters.redriveAggregate(subject)) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this aggregate.");
        }
    }

    record Items(List<DeadLetter> items) {}
}
