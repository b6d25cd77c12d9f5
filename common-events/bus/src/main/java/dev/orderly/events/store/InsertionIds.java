package dev.orderly.events.store;

import java.util.ArrayList;
import java.util.List;

/**
 * A range of insertion ids.
 *
 * @param last inclusive
 */
record InsertionIds(long first, long last) {

    /** Those of them that are not among these ids. */
    List<InsertionIds> without(List<Long> ascending) {
        List<InsertionIds> rest = new ArrayList<>();
        long next = first;
        for (long each : ascending) {
            if (each > next) {
                rest.add(new InsertionIds(next, each - 1));
            }
            next = each + 1;
        }
        if (next <= last) {
            rest.add(new InsertionIds(next, last));
        }
        return rest;
    }

    /** The ranges of these ids. */
    static List<InsertionIds> rangesOf(List<Long> ascending) {
        List<InsertionIds> ranges = new ArrayList<>();
        for (int start = 0, i = 1; i <= ascending.size(); i++) {
            if (i == ascending.size() || ascending.get(i) != ascending.get(i - 1) + 1) {
                ranges.add(new InsertionIds(ascending.get(start), ascending.get(i - 1)));
                start = i;
            }
        }
        return ranges;
    }

    long size() {
        return last - first + 1;
    }

    static long[] firsts(List<InsertionIds> ranges) {
        return ranges.stream().mapToLong(InsertionIds::first).toArray();
    }

    static long[] lasts(List<InsertionIds> ranges) {
        return ranges.stream().mapToLong(InsertionIds::last).toArray();
    }
}
