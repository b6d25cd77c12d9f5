package dev.orderly.shop.web;

import static java.util.Objects.requireNonNull;

/**
 * One rule that a request breaks: an element of a problem's {@code errors}.
 *
 * @param pointer JSON pointer (RFC 6901) into the body, such as {@code /lines/0/quantity}; for a parameter or header,
 *     {@code /} and its name
 * @param message what is wrong there, to be read after the pointer: {@code must not be blank}
 */
public record Violation(String pointer, String message) {

    public Violation {
        requireNonNull(pointer, "pointer");
        requireNonNull(message, "message");
    }

    /** Converts a path in Java notation: {@code lines[0].quantity}. */
    public static Violation ofPath(String path, String message) {
        var pointer = new StringBuilder();
        for (var step : path.split("[.\\[\\]]+")) {
            if (!step.isEmpty()) {
                pointer.append('/').append(escape(step));
            }
        }
        return new Violation(pointer.toString(), message);
    }

    static String escape(String step) {
        return step.replace("~", "~0").replace("/", "~1");
    }
}
