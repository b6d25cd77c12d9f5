package dev.orderly.benchmarks.consuming;

/** The contenders, in the order of the report. */
enum ConsumerKind {
    /** A batch listener that runs the handler for each record of a poll, in one transaction, and recognizes no duplicate. */
    PLAIN("the same SQL in batches, no bus"),

    /** This bus at its defaults, but for the log level. */
    INBOX("Orderly"),

    /** The same, but its transactions do not ask whether a replay runs: only to measure what that costs. */
    WITHOUT_REPLAYS("Orderly, not asking for replays"),

    /** This bus, for events that carry a correlation and a tenant. */
    WITH_CONTEXT("Orderly, events with a context");

    private final String label;

    ConsumerKind(String label) {
        this.label = label;
    }

    /** Where its events are. */
    String topic() {
        return this == WITH_CONTEXT ? "consumed-with-context" : "consumed";
    }

    /** Its name in the report. */
    String label() {
        return label;
    }
}
