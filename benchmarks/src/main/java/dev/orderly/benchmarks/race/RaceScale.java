package dev.orderly.benchmarks.race;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.benchmarks.contender.Writers;

/**
 * The size of the experiments.
 *
 * @param rounds        measured rounds of each contender; the figures are their medians
 * @param warmUps       rounds of each contender before them, if they send a backlog
 * @param backlog       events of a backlog
 * @param seconds       of steady load
 * @param raised        events that are raised in {@link Discipline#WRITE}
 * @param stored        events that are stored before, in {@link Circumstance#GROWN}
 */
record RaceScale(int rounds, int warmUps, int backlog, int seconds, int raised, int stored) {

    static final RaceScale FULL = new RaceScale(5, 10, 200_000, 20, 80_000, 5_000_000);

    /** For ten minutes. */
    static final RaceScale SHORT = new RaceScale(1, 3, 100_000, 5, 8_000, 500_000);

    private static final int WARM_UPS_OF_A_LOAD = 2;

    /** A polling outbox gets fewer, so that a round does not take minutes. */
    private static final int LESS_FOR_POLLING = 50;

    /** It is raised as fast as by the others, but has to be sent after the round, too. */
    private static final int LESS_RAISED_FOR_POLLING = 4;

    /**
     * Many of a backlog: Java's compilers are at work for some million events. Few of what lasts longer, for those contenders have
     * sent backlogs before. None of what nothing can warm up.
     */
    int warmUps(Discipline experiment) {
        return switch (experiment) {
            case BACKLOG, COMPRESSED, CIRCUMSTANCES, JIT -> warmUps;
            case STEADY, QUIET, WRITE -> Math.min(WARM_UPS_OF_A_LOAD, warmUps / 2);
            case IDLE, START -> 0;
        };
    }

    int backlog(ContenderKind kind) {
        return kind.isPolling() ? backlog / LESS_FOR_POLLING : backlog;
    }

    /** A multiple of the writers. */
    int raised(ContenderKind kind) {
        var events = kind.isPolling() ? raised / LESS_RAISED_FOR_POLLING : raised;
        return events / Writers.COUNT * Writers.COUNT;
    }
}
