package dev.orderly.shop.order.idempotency;

import java.util.regex.Pattern;

import dev.orderly.shop.web.InvalidRequestException;

/** What a client has written into {@link IdempotentCall#HEADER}: 1 to 255 printable ASCII characters. */
record IdempotencyKey(String value) {

    static final int MAX_LENGTH = 255;

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    /** A string of structured headers (RFC 9651): a backslash stands before a quote or another backslash only. */
    private static final Pattern QUOTED = Pattern.compile("\"(?:[^\"\\\\]|\\\\[\"\\\\])*+\"");

    IdempotencyKey {
        if (value.isBlank()
                || value.length() > MAX_LENGTH
                || !PRINTABLE.matcher(value).matches()) {
            throw invalid();
        }
    }

    /** {@code "abc"} and {@code abc} are the same key. */
    static IdempotencyKey parse(String header) {
        if (!header.startsWith("\"")) {
            return new IdempotencyKey(header);
        }
        // A key of 255 characters may have a backslash before each of them.
        if (header.length() > 2 * MAX_LENGTH + 2 || !QUOTED.matcher(header).matches()) {
            throw invalid();
        }
        return new IdempotencyKey(header.substring(1, header.length() - 1).replaceAll("\\\\(.)", "$1"));
    }

    static InvalidRequestException invalid() {
        return new InvalidRequestException(
                "/" + IdempotentCall.HEADER,
                "must be one key of 1 to %d printable ASCII characters, bare or in quotes".formatted(MAX_LENGTH));
    }
}
