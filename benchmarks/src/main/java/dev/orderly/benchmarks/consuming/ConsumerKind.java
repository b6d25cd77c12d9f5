package dev.orderly.benchmarks.consuming;

/** The contenders, in the order of the report. */
enum ConsumerKind {
    /** A batch listener that runs the handler for each record of a poll, in one transaction, and recognizes no duplicate. */
    PLAIN("the same SQL in batches, no bus"),

    /** This bus at its defaults, but for the log level. */
    INBOX("Orderly");

    private final String label;

    ConsumerKind(String label) {
        this.label = label;
    }

    /** Its name in the report. */
    String label() {
        return label;
    }
}
