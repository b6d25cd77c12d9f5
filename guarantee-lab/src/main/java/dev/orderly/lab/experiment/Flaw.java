package dev.orderly.lab.experiment;

/** What may go wrong on a rung. */
enum Flaw {
    /** A call fails because a handler, the outside service or the broker fails. */
    REFUSED("refused"),
    /** A committed event has no effect. */
    LOST("lost"),
    /** An event that never committed has an effect. */
    INVENTED("invented"),
    /** An event has its effect more than once. */
    DUPLICATED("doubled"),
    /** An event of an order has its effect after a later one of the same order. */
    REORDERED("out of order"),
    /** The caller waits until the outside service has answered or the broker is back. */
    WAITING("kept waiting");

    private final String label;

    Flaw(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
