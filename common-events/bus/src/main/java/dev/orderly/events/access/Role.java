package dev.orderly.events.access;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** What the holder of a token may do. */
public enum Role {
    /** Pulls the feed and moves its own position; a service that consumes events. */
    READER,
    /** Reads the feed, and uses the operator's API. */
    OPERATOR;

    /** The scope of a JWT that gives the role, such as {@code orderly.reader}. */
    String scope() {
        return "orderly." + word();
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Role> of(String word) {
        return Stream.of(values()).filter(each -> each.word().equals(word)).findFirst();
    }
}
