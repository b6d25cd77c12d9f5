package dev.orderly.benchmarks.contender;

import java.nio.charset.StandardCharsets;

/** The events that all contenders send: JSON of 255 bytes that begins with the number of the event. */
public final class BenchmarkEvents {

    /** The size of every payload. */
    public static final int PAYLOAD_BYTES = 255;

    /** A multiple of {@link Writers#COUNT}: all events of one aggregate come from one writer, so their order is known. */
    public static final int AGGREGATES = 10_000;

    /** The type of every event. */
    static final String TYPE = "benchmark.order-placed.v1";

    private static final String START = "{\"number\":";
    private static final String MIDDLE = ",\"text\":\"";
    private static final String END = "\"}";

    /** For SQL: the aggregate and the payload of the event {@code n}, the same as {@link #aggregate} and {@link #payload}. */
    static final String SQL_AGGREGATE = "'order-' || n %% %d".formatted(AGGREGATES);

    static final String SQL_PAYLOAD =
            "rpad('%s' || n || '%s', %d, 'x') || '%s'".formatted(START, MIDDLE, PAYLOAD_BYTES - END.length(), END);

    private BenchmarkEvents() {}

    /** The key of the record. */
    public static String aggregate(long number) {
        return "order-" + number % AGGREGATES;
    }

    static String payload(long number) {
        return START + number + MIDDLE + text(number) + END;
    }

    /** As many characters as the payload needs to have its size. */
    static String text(long number) {
        var others = START.length() + String.valueOf(number).length() + MIDDLE.length() + END.length();
        return "x".repeat(PAYLOAD_BYTES - others);
    }

    /** The number of the event with this payload, which may have been serialized by any contender. */
    public static long number(byte[] payload) {
        var text = new String(payload, 0, Math.min(payload.length, 64), StandardCharsets.ISO_8859_1);
        var begin = text.indexOf(START) + START.length();
        return Long.parseLong(text, begin, text.indexOf(',', begin), 10);
    }
}
