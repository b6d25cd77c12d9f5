package dev.orderly.events.support;

import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.springframework.dao.DataAccessException;
import tools.jackson.core.JacksonException;

/**
 * An exception as text, for logs and dead letters. Jackson and PostgreSQL quote values in their messages, which may be
 * personal data of a payload; those are left out. What a handler writes into the message of its own exception is kept, but
 * e-mail addresses are masked.
 */
public final class CauseText {

    /** Its first character, and the domain, which tells an operator which mail server it is about. */
    private static final Pattern EMAIL = Pattern.compile("(?<![\\w.+-])([\\w.+-])[\\w.+-]*+(@[\\w-]+\\.)");

    /** Such as {@code invalid input syntax for type uuid: "..."}. */
    private static final Pattern QUOTED_VALUE = Pattern.compile(": \".*");

    /** A document without end, such as two objects that refer to each other, would have a pointer of many lines. */
    private static final int LONGEST_POINTER = 10;

    private CauseText() {}

    /** The class, and the message without values. */
    public static String of(Throwable failure) {
        if (failure instanceof JacksonException json) {
            return json.getClass().getName() + " at " + pointer(json);
        }
        if (failure instanceof SQLException || failure instanceof DataAccessException) {
            // PostgreSQL's detail, with the values of a row, is on the lines after the first.
            var message =
                    String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
            return failure.getClass().getName() + ": "
                    + QUOTED_VALUE.matcher(message).replaceFirst(": (value left out)");
        }
        return EMAIL.matcher(failure.toString()).replaceAll("$1***$2");
    }

    /** Where in the document, as a JSON pointer. The keys of a map are values of the payload, so each is left out. */
    public static String pointer(JacksonException json) {
        if (json.getPath().isEmpty()) {
            return "its root";
        }
        var pointer = json.getPath().stream()
                .limit(LONGEST_POINTER)
                .map(each -> "/" + segment(each))
                .collect(Collectors.joining());
        return json.getPath().size() > LONGEST_POINTER ? pointer + "/..." : pointer;
    }

    private static String segment(JacksonException.Reference reference) {
        if (reference.getPropertyName() == null) {
            return String.valueOf(reference.getIndex());
        }
        return reference.from() instanceof Map ? "(key left out)" : reference.getPropertyName();
    }
}
