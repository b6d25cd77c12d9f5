package dev.orderly.shop.web;

import java.nio.charset.CharacterCodingException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.http.ProblemDetail;
import org.springframework.http.converter.HttpMessageNotReadableException;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.InputCoercionException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.exc.MismatchedInputException;

/** Describes what is wrong with a body that cannot be read, and where. */
final class UnreadableBody {

    private UnreadableBody() {}

    static ProblemDetail problemOf(HttpMessageNotReadableException unreadable) {
        var cause = unreadable.getCause();
        if (cause instanceof JacksonException json) {
            return malformed(pointerTo(json), messageOf(json));
        }
        if (cause instanceof CharacterCodingException) {
            return malformed("", "is not UTF-8");
        }
        return missing();
    }

    static ProblemDetail missing() {
        return malformed("", "is missing: send a JSON object");
    }

    private static ProblemDetail malformed(String pointer, String message) {
        return ProblemType.MALFORMED_BODY.problem(
                "The body cannot be read as the expected JSON.", List.of(new Violation(pointer, message)));
    }

    private static String pointerTo(JacksonException json) {
        return json.getPath().stream()
                .map(step ->
                        step.getPropertyName() == null ? step.getIndex() : Violation.escape(step.getPropertyName()))
                .map(step -> "/" + step)
                .collect(Collectors.joining());
    }

    private static String messageOf(JacksonException json) {
        if (json instanceof TextDeserializer.UnstorableTextException) {
            return "must not contain U+0000 or half of a surrogate pair";
        }
        if (json instanceof MismatchedInputException mismatch) {
            return "must be " + kindOf(mismatch.getTargetType());
        }
        if (json instanceof InputCoercionException coercion) {
            return "must be " + kindOf(coercion.getTargetType()) + " in the allowed range";
        }
        if (json instanceof StreamConstraintsException) {
            return "is nested too deeply, or contains a number that is too long";
        }
        var place = json.getLocation();
        return place == null || place.getLineNr() < 1
                ? "is not valid JSON"
                : "is not valid JSON at line %d, column %d".formatted(place.getLineNr(), place.getColumnNr());
    }

    private static String kindOf(@Nullable Class<?> type) {
        if (type == null) {
            return "of another type";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "text";
        }
        if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            return "a whole number";
        }
        if (Number.class.isAssignableFrom(type)) {
            return "a number";
        }
        if (Collection.class.isAssignableFrom(type)) {
            return "an array";
        }
        return "an object";
    }
}
