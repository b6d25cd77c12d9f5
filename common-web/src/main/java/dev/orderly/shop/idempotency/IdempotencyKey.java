package dev.orderly.shop.idempotency;

import java.util.regex.Pattern;

import dev.orderly.shop.web.InvalidRequestException;

/** The value of the header {@link IdempotentCall#HEADER}: 1 to 255 printable ASCII characters. */
record IdempotencyKey(String value) {

    static final int MAX_LENGTH = 255;

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]+");

    /** A string as in structured headers (RFC 9651): a backslash escapes only a quote or another backslash. */
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
        // Each of the 255 characters may be escaped.
        if (header.length() > 2 * MAX_LENGTH + 2 || !QUOTED.matcher(header).matches()) {
            throw invalid();
        }
        return new IdempotencyKey(header.substring(1, header.length() - 1).replaceAll("\\\\(.)", "$1"));
    }

    static InvalidRequestException invalid() {
        return new InvalidRequestException(
                "/" + IdempotentCall.HEADER,
                "must be one key of 1 to %d printable ASCII characters, with or without quotes".formatted(MAX_LENGTH));
    }
}
