package dev.orderly.console;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last entries of an endless list. Safe for use by several threads. */
final class PlotHistory<T> {

    private final int capacity;
    private final Deque<T> entries = new ArrayDeque<>();

    PlotHistory(int capacity) {
        this.capacity = capacity;
    }

    synchronized void add(T entry) {
        if (entries.size() == capacity) {
            entries.removeFirst();
        }
        entries.addLast(entry);
    }

    synchronized List<T> all() {
        return new ArrayList<>(entries);
    }

    synchronized boolean isEmpty() {
        return entries.isEmpty();
    }
}
