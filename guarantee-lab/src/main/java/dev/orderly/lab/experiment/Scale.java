package dev.orderly.lab.experiment;

/**
 * The size of the experiments.
 *
 * @param few   lines to cancel where a flaw shows at the first line
 * @param many  lines to cancel where the result depends on chance, or times are measured
 * @param kills number of kills at random moments
 */
record Scale(int few, int many, int kills) {

    /** Large enough for every certain flaw to show. */
    static final Scale QUICK = new Scale(40, 300, 2);

    /** Small enough to read what happened to each event. */
    static final Scale WATCHED = new Scale(12, 40, 2);

    static final Scale FULL = new Scale(100, 1_500, 6);
}
