package dev.orderly.events.deadletter;

import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.stream.Stream;

import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.Activity.Kind;
import dev.orderly.events.activity.EventActivity;
import org.jspecify.annotations.Nullable;

/** Tells those who watch what an operator does with dead letters. While nobody watches, it reads nothing. */
final class OperatedLetters {

    /** Of an action on many dead letters, the first ones: a viewer that gets thousands at once is dropped. */
    private static final int TOLD = 100;

    private final DeadLetters deadLetters;
    private final DeadLetterTrails trails;
    private final EventActivity activity;

    OperatedLetters(DeadLetters deadLetters, DeadLetterTrails trails, EventActivity activity) {
        this.deadLetters = deadLetters;
        this.trails = trails;
        this.activity = activity;
    }

    /**
     * Acts on the dead letters of one event.
     *
     * @param detail why; null if there is nothing to say
     * @param action true if it found a dead letter
     * @return what the action returned
     */
    boolean one(Kind kind, UUID eventId, @Nullable String detail, BooleanSupplier action) {
        var letters = activity.isWatched() ? trails.of(eventId) : List.<DeadLetterTrail>of();
        var acted = action.getAsBoolean();
        if (acted) {
            letters.forEach(each -> tell(kind, each, detail));
        }
        return acted;
    }

    /**
     * Redrives the dead letters that match.
     *
     * @return their number
     */
    int redriven(DeadLetterFilter filter, IntSupplier action) {
        var letters = activity.isWatched()
                ? deadLetters.list(filter, TOLD, null).items().stream().flatMap(this::trail)
                : Stream.<DeadLetterTrail>empty();
        var found = letters.toList();
        var redriven = action.getAsInt();
        found.forEach(each -> tell(Kind.REDRIVEN, each, null));
        return redriven;
    }

    private Stream<DeadLetterTrail> trail(DeadLetter letter) {
        return trails.of(letter.eventId()).stream()
                .filter(each -> each.consumer().equals(letter.consumer()));
    }

    private void tell(Kind kind, DeadLetterTrail letter, @Nullable String detail) {
        activity.happened(at -> new Activity(
                kind,
                at,
                letter.eventId(),
                letter.type(),
                null,
                letter.subject(),
                null,
                letter.position(),
                letter.consumer(),
                letter.origin(),
                detail,
                null));
    }
}
