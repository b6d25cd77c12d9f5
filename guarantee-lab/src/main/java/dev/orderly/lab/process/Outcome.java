package dev.orderly.lab.process;

import java.util.List;

/**
 * What the callers of a load observed.
 *
 * @param refused number of calls that failed with an exception
 * @param micros  duration of each call, in microseconds
 * @param millis  duration of the whole load, in milliseconds
 */
public record Outcome(int refused, List<Long> micros, long millis) {}
