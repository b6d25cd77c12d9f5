package dev.orderly.events.deadletter;

import java.security.Principal;
import java.util.Set;
import java.util.UUID;

import dev.orderly.events.access.AllowedTo;
import dev.orderly.events.access.Role;
import dev.orderly.events.activity.Activity.Kind;
import dev.orderly.events.deadletter.DeadLetter.State;
import dev.orderly.events.deadletter.DeadLetters.Page;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.server.ResponseStatusException;

/** Lists, redrives and discards dead letters for operators. */
@RestController
@Tag(name = "Dead letters", description = "Events that this service could not handle or could not send.")
final class DeadLetterController {

    private static final int LIMIT = 1_000;
    private static final int LONGEST_REASON = 1_000;

    private final DeadLetters deadLetters;
    private final OperatedLetters operated;

    DeadLetterController(DeadLetters deadLetters, OperatedLetters operated) {
        this.deadLetters = deadLetters;
        this.operated = operated;
    }

    @Operation(
            operationId = "listDeadLetters",
            summary = "List dead letters",
            description = "Each with its reason, its attempts and its state. RETRYING: the service retries it after a "
                    + "backoff. WAITING: it waits behind an earlier dead letter of its aggregate. PARKED: it needs an "
                    + "operator. DISCARDED: it was given up; listed only with state=DISCARDED. At most `limit` (1 to "
                    + "1000) on a page; `nextCursor` is the `cursor` of the next page, null at the end.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/dead-letters")
    Page list(
            @RequestParam(required = false) @Nullable State state,
            @RequestParam(required = false) @Nullable String consumer,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String reason,
            @RequestParam(defaultValue = "1000") int limit,
            @RequestParam(required = false) @Nullable String cursor,
            WebRequest request) {
        refuseUnknown(request, Set.of("state", "consumer", "type", "subject", "reason", "limit", "cursor"));
        if (limit > LIMIT) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "limit must be 1 to 1000.");
        }
        try {
            return deadLetters.list(new DeadLetterFilter(state, consumer, type, subject, reason), limit, cursor);
        } catch (IllegalArgumentException e) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, e.getMessage(), e);
        }
    }

    @Operation(
            operationId = "redriveDeadLetter",
            summary = "Redrive an event",
            description =
                    "Retries it at once, with its attempts reset. The events that wait behind it follow in order.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/dead-letters/{eventId}/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void redrive(@PathVariable UUID eventId, WebRequest request) {
        refuseUnknown(request, Set.of());
        if (!operated.one(Kind.REDRIVEN, eventId, null, () -> deadLetters.redrive(eventId))) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this event.");
        }
    }

    @Operation(
            operationId = "redriveDeadLetters",
            summary = "Redrive many events",
            description =
                    "Retries all dead letters of an aggregate (subject), a type, a consumer or a cause (a part of the "
                            + "reason) at once, in order, with their attempts reset. With several parameters, those that match "
                            + "all of them. The answer has their number.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/dead-letters/redrive")
    @ResponseStatus(HttpStatus.ACCEPTED)
    Redriven redriveAll(
            @RequestParam(required = false) @Nullable String consumer,
            @RequestParam(required = false) @Nullable String type,
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String reason,
            WebRequest request) {
        refuseUnknown(request, Set.of("consumer", "type", "subject", "reason"));
        var filter = new DeadLetterFilter(null, consumer, type, subject, reason);
        if (filter.equals(DeadLetterFilter.ALL)) {
            throw new ResponseStatusException(
                    HttpStatus.BAD_REQUEST, "Name a subject, a type, a consumer or a part of the reason.");
        }
        int redriven = operated.redriven(filter, () -> deadLetters.redrive(filter));
        if (redriven == 0) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no such dead letter.");
        }
        return new Redriven(redriven);
    }

    @Operation(
            operationId = "discardDeadLetter",
            summary = "Discard an event",
            description =
                    "Gives it up: it is kept as DISCARDED, with who, when and why, and never retried. The later events "
                            + "of its aggregate go on.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/dead-letters/{eventId}/discard")
    @ResponseStatus(HttpStatus.ACCEPTED)
    void discard(
            @PathVariable UUID eventId,
            @RequestBody Discard discard,
            @Nullable Principal principal,
            WebRequest request) {
        refuseUnknown(request, Set.of());
        var reason = discard.reason();
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "reason must have 1 to 1000 characters.");
        }
        var by = principal == null ? "unknown" : principal.getName();
        if (!operated.one(Kind.DISCARDED, eventId, reason, () -> deadLetters.discard(eventId, by, reason))) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this event.");
        }
    }

    /** A misspelled filter would otherwise mean all dead letters. */
    private static void refuseUnknown(WebRequest request, Set<String> known) {
        request.getParameterNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "There is no parameter of this name.");
            }
        });
    }

    record Discard(@Nullable String reason) {}

    record Redriven(int redriven) {}
}
