package dev.orderly.lab.experiment;

/** What can go wrong on a rung. */
enum Flaw {
    /** An order fails, because a handler, the outside service or the broker does. */
    REFUSED("refused"),
    /** An event that committed has no effect. */
    LOST("lost"),
    /** An event that never committed has an effect. */
    INVENTED("invented"),
    /** An event has its effect twice. */
    DUPLICATED("doubled"),
    /** An event of an order has its effect after a later one of the same order. */
    REORDERED("out of order"),
    /** The caller waits until the outside service, or the broker, is done or back. */
    WAITING("kept waiting");

    private final String label;

    Flaw(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }
}
