package dev.orderly.lab.subject;

/**
 * Lines of orders to be cancelled.
 *
 * @param threads    how many callers there are at a time
 * @param lines      how many lines they try to cancel in all
 * @param firstOrder the first of the orders that they choose among, at random
 * @param orders     how many orders there are to choose from
 * @param seed       of their choices
 * @param variation  what is unusual about it
 * @param gateAfter  after how many commits everybody stops, and says so, until the gate is opened; 0 for never
 */
public record Load(int threads, int lines, long firstOrder, int orders, long seed, Variation variation, int gateAfter) {

    /** What may be unusual about a load. */
    public enum Variation {
        NONE,
        /** The orders are taken in turns, rather than at random. */
        IN_TURNS,
        /** Each transaction is rolled back, after its event was raised. */
        ROLLED_BACK,
        /** Each event is raised twice. */
        RAISED_TWICE,
        /** One caller in ten loses the processor for a moment just after its commit, as it may at any time. */
        PREEMPTED
    }

    public Load with(Variation other) {
        return new Load(threads, lines, firstOrder, orders, seed, other, gateAfter);
    }

    public Load withGateAfter(int commits) {
        return new Load(threads, lines, firstOrder, orders, seed, variation, commits);
    }
}
