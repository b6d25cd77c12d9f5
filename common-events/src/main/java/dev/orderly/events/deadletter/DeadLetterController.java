package dev.orderly.events.deadletter;

import java.util.List;
import java.util.UUID;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows operators what could not be handled, and lets them try it again. */
@RestController
final class DeadLetterController {

    private static final int LIMIT = 1_000;

    private final DeadLetters deadLetters;

    DeadLetterController(DeadLetters deadLetters) {
        this.deadLetters = deadLetters;
    }

    @GetMapping("/dead-letters")
    Items list() {
        return new Items(deadLetters.list(LIMIT));
    }

    @PostMapping("/dead-letters/{eventId}/redrive")
    ResponseEntity<Void> redrive(@PathVariable UUID eventId) {
        return deadLetters.redrive(eventId)
                ? ResponseEntity.accepted().build()
                : ResponseEntity.notFound().build();
    }

    record Items(List<DeadLetter> items) {}
}
