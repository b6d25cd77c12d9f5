package dev.orderly.lab.subject;

import java.util.List;

/**
 * What the callers saw.
 *
 * @param refused how many got an exception
 * @param micros  how long each of them waited for its answer
 * @param millis  how long it took them all
 */
public record Outcome(int refused, List<Long> micros, long millis) {}
