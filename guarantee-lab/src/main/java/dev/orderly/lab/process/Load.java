package dev.orderly.lab.process;

/**
 * Order lines to be canceled.
 *
 * @param threads    number of concurrent callers
 * @param lines      number of lines that all callers together try to cancel
 * @param firstOrder number of the first order; the callers choose orders at random
 * @param orders     number of orders to choose from
 * @param seed       seed of the random choices
 * @param variation  what differs from a plain load
 * @param gateAfter  number of commits after which all callers stop and the process reports it, until the gate is opened; 0
 *     for no gate
 */
public record Load(int threads, int lines, long firstOrder, int orders, long seed, Variation variation, int gateAfter) {

    /** What differs from a plain load. */
    public enum Variation {
        NONE,
        /** The callers take the orders in turn instead of at random. */
        IN_TURNS,
        /** Each transaction is rolled back after its event was raised. */
        ROLLED_BACK,
        /** Each event is raised twice. */
        RAISED_TWICE,
        /** One caller raises its event first, on an order of its own, and commits when the gate is opened. */
        ONE_COMMITS_LATE,

        /** One caller in ten pauses right after its commit, as if the operating system had preempted it. */
        PREEMPTED
    }

    public Load with(Variation other) {
        return new Load(threads, lines, firstOrder, orders, seed, other, gateAfter);
    }

    public Load withGateAfter(int commits) {
        return new Load(threads, lines, firstOrder, orders, seed, variation, commits);
    }
}
