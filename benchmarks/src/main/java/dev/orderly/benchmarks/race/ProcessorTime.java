package dev.orderly.benchmarks.race;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Processor time of PostgreSQL with all its processes, of the broker and of a contender's JVM. */
record ProcessorTime(Duration database, Duration broker, Duration jvm) {

    /** Of a clock tick in {@code /proc}, which is 10 ms on every Linux of today. */
    private static final long TICK_MILLIS = 10;

    /** In {@code /proc/PID/stat} behind the name: user and system time of the children that have ended. */
    private static final int CHILDREN_USER = 13;

    private static final int CHILDREN_SYSTEM = 14;

    /** Before the JVM is started. */
    static ProcessorTime used(long postmaster, long broker) {
        return used(postmaster, broker, Duration.ZERO);
    }

    static ProcessorTime used(long postmaster, long broker, long jvm) {
        return used(postmaster, broker, of(process(jvm)));
    }

    private static ProcessorTime used(long postmaster, long broker, Duration jvm) {
        var database = process(postmaster);
        return new ProcessorTime(
                database.descendants()
                        .map(ProcessorTime::of)
                        .reduce(of(database).plus(ofEndedChildren(postmaster)), Duration::plus),
                of(process(broker)),
                jvm);
    }

    Duration all() {
        return database.plus(broker).plus(jvm);
    }

    ProcessorTime since(ProcessorTime earlier) {
        return new ProcessorTime(
                database.minus(earlier.database), broker.minus(earlier.broker), jvm.minus(earlier.jvm));
    }

    private static ProcessHandle process(long pid) {
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalStateException("The process %d has ended".formatted(pid)));
    }

    private static Duration of(ProcessHandle process) {
        return process.info().totalCpuDuration().orElse(Duration.ZERO);
    }

    /** Zero on a system without {@code /proc}. */
    private static Duration ofEndedChildren(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return Duration.ofMillis(
                    TICK_MILLIS * (Long.parseLong(fields[CHILDREN_USER]) + Long.parseLong(fields[CHILDREN_SYSTEM])));
        } catch (IOException e) {
            return Duration.ZERO;
        }
    }
}
