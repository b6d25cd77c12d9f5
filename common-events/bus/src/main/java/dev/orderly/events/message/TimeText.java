package dev.orderly.events.message;

import java.time.Instant;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * An instant as {@link Instant#toString} writes it, in UTF-8. It remembers the text of the last second, because formatting
 * the date was half of what encoding an event cost.
 */
final class TimeText {

    private static final int NANOS_DIGITS = 9;
    private static final int GROUP = 3;

    private static volatile Second last = Second.of(0);

    private TimeText() {}

    static byte[] of(Instant time) {
        var second = last;
        if (second.epochSecond() != time.getEpochSecond()) {
            second = Second.of(time.getEpochSecond());
            last = second;
        }
        return second.with(time.getNano());
    }

    /** @param text for example {@code 2026-11-30T12:00:00}, without the {@code Z} */
    private record Second(long epochSecond, byte[] text) {

        static Second of(long epochSecond) {
            var text = Instant.ofEpochSecond(epochSecond).toString();
            return new Second(epochSecond, text.substring(0, text.length() - 1).getBytes(UTF_8));
        }

        /** The fraction has as many groups of three digits as it needs. */
        byte[] with(int nanos) {
            int digits = nanos == 0 ? 0 : NANOS_DIGITS;
            int fraction = nanos;
            while (digits > 0 && fraction % 1_000 == 0) {
                fraction /= 1_000;
                digits -= GROUP;
            }
            var result = new byte[text.length + (digits == 0 ? 0 : 1 + digits) + 1];
            System.arraycopy(text, 0, result, 0, text.length);
            result[result.length - 1] = 'Z';
            for (int i = result.length - 2; digits > 0; i--, digits--) {
                result[i] = (byte) ('0' + fraction % 10);
                fraction /= 10;
            }
            if (result.length > text.length + 1) {
                result[text.length] = '.';
            }
            return result;
        }
    }
}
