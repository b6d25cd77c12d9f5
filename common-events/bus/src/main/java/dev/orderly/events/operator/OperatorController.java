package dev.orderly.events.operator;

import java.security.Principal;
import java.util.List;
import java.util.UUID;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.orderly.events.access.AllowedTo;
import dev.orderly.events.access.Role;
import dev.orderly.events.deadletter.DeadLetterTrail;
import dev.orderly.events.deadletter.DeadLetterTrails;
import dev.orderly.events.forwarder.SentEventsUnavailableException;
import dev.orderly.events.inbox.ConsumerPause;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Answers an operator's questions, and pauses and resumes the consumers. */
@RestController
@Tag(name = "Operator", description = "Where an event is, how the consumers get on, pause and resume.")
final class OperatorController {

    private static final int LIMIT = 100;

    private final ServiceStates states;
    private final Trails trails;
    private final DeadLetterTrails deadLetters;
    private final PayloadMask mask;
    private final ObjectProvider<EventConsumers> consumers;

    OperatorController(
            ServiceStates states,
            Trails trails,
            DeadLetterTrails deadLetters,
            PayloadMask mask,
            ObjectProvider<EventConsumers> consumers) {
        this.states = states;
        this.trails = trails;
        this.deadLetters = deadLetters;
        this.mask = mask;
        this.consumers = consumers;
    }

    @Operation(
            operationId = "getServiceState",
            summary = "Get the state of this service",
            description =
                    "What it publishes and handles, its backlog, its lag, its dead letters, and whether its consumers "
                            + "are paused.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator")
    ServiceState state() {
        return states.now();
    }

    @Operation(
            operationId = "getTrail",
            summary = "Find an event",
            description = "Where this service has it: stored, forwarded or parked, and what its consumers did with it.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/events/{eventId}")
    Trail trail(@PathVariable UUID eventId) {
        return trails.of(eventId)
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND,
                        "This service has not raised the event, and its consumers have not received it."));
    }

    @Operation(
            operationId = "getPlace",
            summary = "Find an event in Kafka",
            description =
                    "Its topic, partition and offset, searched for in the topic. RabbitMQ and the feed have no such place.")
    @ApiResponse(responseCode = "200", description = "The place.")
    @ApiResponse(
            responseCode = "404",
            description = "This service has not sent the event, or the topic no longer has it.")
    @ApiResponse(
            responseCode = "503",
            description = "Kafka does not answer, or does not let this service read its topic.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/events/{eventId}/place")
    Place place(@PathVariable UUID eventId) {
        try {
            return new Place(trails.placeOf(eventId)
                    .orElseThrow(() -> new ResponseStatusException(
                            HttpStatus.NOT_FOUND,
                            "This service has not sent the event, or its transport does not have it any more.")));
        } catch (SentEventsUnavailableException e) {
            throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE, e.getMessage(), e);
        }
    }

    @Operation(
            operationId = "findEvents",
            summary = "Find the events of an aggregate or of a trace",
            description = "Those that this service has raised, among its latest 100,000, the latest first. Name the "
                    + "aggregate (subject) or the traceId.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/events")
    Found find(
            @RequestParam(required = false) @Nullable String subject,
            @RequestParam(required = false) @Nullable String traceId,
            @RequestParam(defaultValue = "20") int limit) {
        if ((subject == null) == (traceId == null)) {
            throw badRequest("Name a subject or a traceId.");
        }
        if (limit < 1 || limit > LIMIT) {
            throw badRequest("limit must be 1 to 100.");
        }
        return new Found(subject == null ? trails.ofTrace(traceId, limit) : trails.ofSubject(subject, limit));
    }

    @Operation(
            operationId = "getDeadLetter",
            summary = "Look at a dead letter",
            description = "Its root cause, its attempts, who waits behind it, and its payload. The values of personal "
                    + "properties (orderly.operator.masked-fields) are masked.")
    @AllowedTo(Role.OPERATOR)
    @GetMapping("/operator/dead-letters/{eventId}")
    Letters deadLetter(@PathVariable UUID eventId) {
        var letters = deadLetters.of(eventId);
        if (letters.isEmpty()) {
            throw new ResponseStatusException(HttpStatus.NOT_FOUND, "There is no dead letter of this event.");
        }
        return new Letters(letters.stream()
                .map(each -> new Letter(withoutPayload(each), mask.show(each.payload())))
                .toList());
    }

    @Operation(
            operationId = "pauseConsumer",
            summary = "Pause a consumer",
            description = "It takes no more events and retries no dead letters, in all instances and also after a "
                    + "restart, until it is resumed. Events wait in the transport.")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/operator/consumers/{name}/pause")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void pause(@PathVariable String name, @Nullable Principal principal) {
        consumer(name).pause(principal == null ? "unknown" : principal.getName());
    }

    @Operation(operationId = "resumeConsumer", summary = "Resume a consumer")
    @AllowedTo(Role.OPERATOR)
    @PostMapping("/operator/consumers/{name}/resume")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void resume(@PathVariable String name) {
        consumer(name).resume();
    }

    private ConsumerPause consumer(String name) {
        return consumers.stream()
                .flatMap(each -> each.find(name).stream())
                .map(EventConsumer::pause)
                .findFirst()
                .orElseThrow(() -> new ResponseStatusException(
                        HttpStatus.NOT_FOUND, "This service has no consumer of this name."));
    }

    private static DeadLetterTrail withoutPayload(DeadLetterTrail letter) {
        return new DeadLetterTrail(
                letter.eventId(),
                letter.consumer(),
                letter.state(),
                letter.type(),
                letter.subject(),
                letter.topic(),
                letter.origin(),
                letter.position(),
                letter.attempts(),
                letter.reason(),
                letter.failedAt(),
                letter.nextAttemptAt(),
                letter.waitsBehind(),
                letter.waiting(),
                null);
    }

    private static ResponseStatusException badRequest(String message) {
        return new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
    }

    record Found(List<Trail.Published> items) {}

    /** @param place such as {@code order-events-3@17}: topic, partition, offset */
    record Place(String place) {}

    record Letters(List<Letter> items) {}

    /** @param payload null if there was none, or if it is no JSON */
    record Letter(
            DeadLetterTrail letter, @JsonRawValue @Nullable String payload) {}
}
