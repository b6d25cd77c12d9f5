package dev.orderly.events.test;

import java.util.regex.Pattern;

/**
 * A boundary between two steps of the bus, and the pass at which the process ends there.
 *
 * @param type   the interface of the step, such as {@code EventSender}
 * @param method its method, such as {@code send}
 * @param moment before the call, or after it has returned
 * @param pass   1 for the first time that this point is reached
 */
record CrashPoint(String type, String method, Moment moment, int pass) {

    private static final Pattern FORM = Pattern.compile("(\\w+)\\.(\\w+):(before|after)(?:#([1-9][0-9]{0,8}))?");

    enum Moment {
        BEFORE,
        AFTER
    }

    /** @throws IllegalArgumentException when it is not of the form {@code EventSender.send:after#3} */
    static CrashPoint parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is no crash point: name one such as EventSender.send:after or OffsetStore.update:before#3"
                            .formatted(text));
        }
        return new CrashPoint(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3).equals("before") ? Moment.BEFORE : Moment.AFTER,
                matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4)));
    }
}
