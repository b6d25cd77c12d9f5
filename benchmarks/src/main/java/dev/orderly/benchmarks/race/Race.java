package dev.orderly.benchmarks.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.benchmarks.contender.Writers;

/** Runs single rounds of single contenders. */
final class Race {

    private static final int SECONDS_BEFORE = 3;

    private final BenchmarkServers servers;
    private final RaceScale scale;

    Race(BenchmarkServers servers, RaceScale scale) {
        this.servers = servers;
        this.scale = scale;
    }

    Round run(Discipline experiment, ContenderUnderTest contender) {
        contender.command("start");
        var round =
                switch (experiment) {
                    case BACKLOG, COMPRESSED, CIRCUMSTANCES, JIT -> backlog(experiment, contender);
                    case STEADY -> orders(experiment, contender, 2_000);
                    case QUIET -> orders(experiment, contender, 200);
                    case WRITE -> write(contender);
                    case IDLE -> idle(contender);
                    case START -> throw new IllegalArgumentException("A start needs a new process, see start()");
                };
        contender.command("stop");
        return round;
    }

    /** @param began when its process was started, as {@link System#nanoTime()} */
    Round start(ContenderUnderTest contender, ProcessorTime before, long began) {
        contender.command("start");
        var events = Writers.COUNT;
        var first = contender.takeNumbers(events);
        var deliveries = new RoundDeliveries(first, events);
        try (var topic = new TopicReader(servers, contender.topic())) {
            contender.command("race", first, 1);
            topic.readAll(deliveries);
            var end = System.nanoTime();
            var used = servers.processorTime(contender).since(before);
            return new Round(
                    Discipline.START,
                    contender.entrant(),
                    1,
                    Duration.ofNanos(end - began),
                    used,
                    Double.NaN,
                    Double.NaN,
                    deliveries.duplicates(),
                    deliveries.outOfOrder());
        }
    }

    private Round idle(ContenderUnderTest contender) {
        var before = servers.processorTime(contender);
        var begin = System.nanoTime();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(scale.seconds()));
        var duration = Duration.ofNanos(System.nanoTime() - begin);
        return new Round(
                Discipline.IDLE,
                contender.entrant(),
                scale.seconds(),
                duration,
                servers.processorTime(contender).since(before),
                Double.NaN,
                Double.NaN,
                0,
                0);
    }

    private Round backlog(Discipline experiment, ContenderUnderTest contender) {
        var events = scale.backlog(contender.entrant().kind());
        var first = contender.takeNumbers(events);
        var deliveries = new RoundDeliveries(first, events);
        try (var topic = new TopicReader(servers, contender.topic())) {
            contender.command("hold");
            contender.command("backlog", first, first + events - 1);
            servers.checkpoint();
            var before = servers.processorTime(contender);
            var begin = System.nanoTime();
            contender.command("release");
            var end = topic.awaitLast(events);
            var used = servers.processorTime(contender).since(before);
            topic.readAll(deliveries);
            return round(experiment, contender, deliveries, Duration.ofNanos(end - begin), used);
        }
    }

    private Round write(ContenderUnderTest contender) {
        var events = scale.raised(contender.entrant().kind());
        var first = contender.takeNumbers(events);
        var deliveries = new RoundDeliveries(first, events);
        try (var topic = new TopicReader(servers, contender.topic())) {
            contender.command("hold");
            servers.checkpoint();
            var before = servers.processorTime(contender);
            var begin = System.nanoTime();
            contender.command("race", first, events / Writers.COUNT);
            var end = System.nanoTime();
            var used = servers.processorTime(contender).since(before);
            contender.command("release");
            topic.readAll(deliveries);
            return round(Discipline.WRITE, contender, deliveries, Duration.ofNanos(end - begin), used);
        }
    }

    private Round orders(Discipline experiment, ContenderUnderTest contender, int perSecond) {
        try (var topic = new TopicReader(servers, contender.topic())) {
            servers.checkpoint();
            orders(experiment, contender, topic, perSecond, SECONDS_BEFORE);
            return orders(experiment, contender, topic, perSecond, scale.seconds());
        }
    }

    private Round orders(
            Discipline experiment, ContenderUnderTest contender, TopicReader topic, int perSecond, int seconds) {
        var events = perSecond * seconds / Writers.COUNT * Writers.COUNT;
        var first = contender.takeNumbers(events);
        var deliveries = new RoundDeliveries(first, events);
        var commits = servers.file("commits");
        var before = servers.processorTime(contender);
        var begin = System.nanoTime();
        var reading = CompletableFuture.runAsync(() -> topic.readAll(deliveries));
        contender.command("orders", first, events / Writers.COUNT, perSecond, commits);
        var end = System.nanoTime();
        reading.join();
        var used = servers.processorTime(contender).since(before);
        var millis = millisUntilArrival(read(commits, events), deliveries.arrivals());
        return new Round(
                experiment,
                contender.entrant(),
                events,
                Duration.ofNanos(end - begin),
                used,
                millis[events / 2],
                millis[(int) (events * 99L / 100)],
                deliveries.duplicates(),
                deliveries.outOfOrder());
    }

    private static Round round(
            Discipline experiment,
            ContenderUnderTest contender,
            RoundDeliveries deliveries,
            Duration duration,
            ProcessorTime used) {
        return new Round(
                experiment,
                contender.entrant(),
                deliveries.arrivals().length,
                duration,
                used,
                Double.NaN,
                Double.NaN,
                deliveries.duplicates(),
                deliveries.outOfOrder());
    }

    /** Sorted. A consumer may have an event before the writer's thread goes on after its commit. */
    private static double[] millisUntilArrival(long[] commits, long[] arrivals) {
        var millis = new double[commits.length];
        Arrays.setAll(millis, index -> Math.max(0, arrivals[index] - commits[index]) / 1e3);
        Arrays.sort(millis);
        return millis;
    }

    private static long[] read(Path commits, int events) {
        try {
            var times = new long[events];
            ByteBuffer.wrap(Files.readAllBytes(commits)).asLongBuffer().get(times);
            return times;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
