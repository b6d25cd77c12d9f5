package dev.orderly.benchmarks.race;

/**
 * The size of the experiments.
 *
 * @param rounds        measured rounds of each contender; the figures are their medians
 * @param warmUps       rounds of each contender before them
 * @param backlog       events of a backlog
 * @param seconds       of steady load
 * @param raised        events that are raised in {@link Discipline#WRITE}
 */
record RaceScale(int rounds, int warmUps, int backlog, int seconds, int raised) {

    static final RaceScale FULL = new RaceScale(5, 2, 200_000, 20, 24_000);

    /** For ten minutes. */
    static final RaceScale SHORT = new RaceScale(2, 1, 100_000, 8, 8_000);

    RaceScale withRounds(int newRounds) {
        return new RaceScale(newRounds, warmUps, backlog, seconds, raised);
    }
}
