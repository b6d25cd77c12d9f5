package dev.orderly.lab.experiment;

/** What can go wrong on a rung. */
enum Flaw {
    REFUSED("refused", "an order fails, because a handler, the outside service or the broker does"),
    LOST("lost", "an event that committed has no effect"),
    INVENTED("invented", "an event that never committed has an effect"),
    DUPLICATED("doubled", "an event has its effect twice"),
    REORDERED("out of order", "an event of an order has its effect after a later one of the same order"),
    WAITING("kept waiting", "the caller waits until the outside service, or the broker, is done or back");

    private final String label;
    private final String meaning;

    Flaw(String label, String meaning) {
        this.label = label;
        this.meaning = meaning;
    }

    String label() {
        return label;
    }

    String meaning() {
        return meaning;
    }
}
