package dev.orderly.benchmarks.contender;

/** What may make it harder, or easier, to forward events; each in a process and a database of its own. */
public enum Circumstance {
    /** An empty store, and only transactions that commit. */
    NONE(""),

    /** Many events were stored and forwarded before. */
    GROWN("many events stored before"),

    /** A transaction that has raised an event stays open for the whole round. */
    OPEN_TRANSACTION("a transaction held open"),

    /** Behind each event that commits there is one whose transaction rolled back. */
    ROLLBACKS("as many rollbacks as events"),

    /** A database that compiles no plan, of a server that can. */
    JIT_OFF("JIT off"),

    /** A database of the same server that compiles every plan, however cheap, unless a session forbids it. */
    JIT_ON("JIT on for every plan"),

    /** Every contender's producer compresses, so each keeps its own label. */
    COMPRESSED("");

    private final String label;

    Circumstance(String label) {
        this.label = label;
    }

    /** Its name in the report; empty for {@link #NONE} and {@link #COMPRESSED}. */
    public String label() {
        return label;
    }

    /** Whether it needs a server that can compile plans. */
    public boolean isOfJit() {
        return this == JIT_OFF || this == JIT_ON;
    }
}
