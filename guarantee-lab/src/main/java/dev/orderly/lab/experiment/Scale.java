package dev.orderly.lab.experiment;

/**
 * How much is done in an experiment.
 *
 * @param few   lines, where one is enough to see it
 * @param many  lines, where chance plays a part, or a time is taken
 * @param kills at random
 */
record Scale(int few, int many, int kills) {

    /** Each flaw shows itself, and not much more. */
    static final Scale QUICK = new Scale(40, 300, 2);

    static final Scale FULL = new Scale(100, 1_500, 6);
}
