package dev.orderly.events.test;

import java.util.regex.Pattern;

/**
 * A boundary of a step of the bus, and the pass at which the process ends there.
 *
 * @param type   the interface of the step, such as {@code EventSender}
 * @param method its method, such as {@code send}
 * @param moment before the call, or after it has returned
 * @param pass   1 for the first time that the process reaches this point
 */
record CrashPoint(String type, String method, Moment moment, int pass) {

    private static final Pattern FORM = Pattern.compile("(\\w+)\\.(\\w+):(before|after)(?:#([1-9][0-9]{0,8}))?");

    enum Moment {
        BEFORE,
        AFTER
    }

    /** @throws IllegalArgumentException if the text does not have the form {@code EventSender.send:after#3} */
    static CrashPoint parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a crash point: use the form EventSender.send:after or OffsetStore.update:before#3"
                            .formatted(text));
        }
        return new CrashPoint(
                matcher.group(1),
                matcher.group(2),
                matcher.group(3).equals("before") ? Moment.BEFORE : Moment.AFTER,
                matcher.group(4) == null ? 1 : Integer.parseInt(matcher.group(4)));
    }
}
