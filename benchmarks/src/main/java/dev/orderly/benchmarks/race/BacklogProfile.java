package dev.orderly.benchmarks.race;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

import dev.orderly.benchmarks.contender.Circumstance;
import dev.orderly.benchmarks.contender.ContenderKind;
import dev.orderly.localstack.process.Directories;

/**
 * Measures which threads of the broker and of a contender use the processor while a backlog is forwarded, and prints a table:
 * the lean log reader beside Orderly. Needs {@code jcmd}, which a JDK has.
 */
public final class BacklogProfile implements AutoCloseable {

    private static final int WARM_UPS = 6;
    private static final int ROUNDS = 5;

    /** In microseconds per event: threads that use less are left out. */
    private static final double SHOWN = 0.05;

    private static final List<ContenderKind> CONTENDERS = List.of(ContenderKind.LOG_READER, ContenderKind.ORDERLY);

    /** A line of a thread dump. The time includes that in the kernel. */
    private static final Pattern THREAD = Pattern.compile("^\"([^\"]+)\".* cpu=([0-9.]+)ms", Pattern.MULTILINE);

    private final BenchmarkServers servers = new BenchmarkServers();
    private final Map<ContenderUnderTest, Map<String, Double>> micros = new LinkedHashMap<>();
    private final int events = RaceScale.FULL.backlog();

    private BacklogProfile() {
        servers.start();
    }

    public static void main(String... arguments) {
        try (var profile = new BacklogProfile()) {
            profile.run();
        }
        System.exit(0);
    }

    private void run() {
        var logs = Directories.temporary("backlog-profile");
        for (var kind : CONTENDERS) {
            var entrant = new Entrant(kind, Circumstance.NONE);
            var contender = ContenderUnderTest.start(entrant, servers.prepare(entrant), logs.resolve(entrant.name()));
            contender.command("prepare", Circumstance.NONE, 0);
            micros.put(contender, new TreeMap<>());
        }
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (var each : micros.entrySet()) {
                var used = forward(each.getKey());
                if (round >= 0) {
                    used.forEach((thread, time) -> each.getValue().merge(thread, time / ROUNDS, Double::sum));
                }
            }
        }
        print();
    }

    /** Microseconds per event, by kind of thread. */
    private Map<String, Double> forward(ContenderUnderTest contender) {
        contender.command("start");
        var first = contender.takeNumbers(events);
        try (var topic = new TopicReader(servers, contender.topic())) {
            contender.command("hold");
            contender.command("backlog", first, first + events - 1);
            servers.checkpoint();
            var before = threads(contender);
            contender.command("release");
            topic.awaitLast(events);
            var used = threads(contender);
            before.forEach((thread, millis) -> used.merge(thread, -millis, Double::sum));
            used.replaceAll((thread, millis) -> millis * 1e3 / events);
            topic.readAll(new RoundDeliveries(first, events));
            contender.command("stop");
            return used;
        }
    }

    /** The processor time of both JVMs so far, in milliseconds. */
    private Map<String, Double> threads(ContenderUnderTest contender) {
        Map<String, Double> millis = new HashMap<>();
        add(millis, "broker", servers.brokerPid());
        add(millis, "JVM", contender.pid());
        return millis;
    }

    private static void add(Map<String, Double> millis, String process, long pid) {
        var threads = THREAD.matcher(threadDump(pid));
        while (threads.find()) {
            millis.merge(process + ": " + kindOf(threads.group(1)), Double.parseDouble(threads.group(2)), Double::sum);
        }
    }

    /** Without the number, the name of the client, and the like. */
    private static String kindOf(String thread) {
        if (thread.startsWith("G1 ") || thread.startsWith("GC ") || thread.startsWith("VM ")) {
            return "garbage collector";
        }
        if (thread.matches("C[12] CompilerThread.*")) {
            return "compiler";
        }
        return thread.replaceAll(" \\|.*|[-#@]?[0-9]+.*|\\(.*", "").strip();
    }

    private static String threadDump(long pid) {
        try {
            var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            var process = new ProcessBuilder(jcmd, String.valueOf(pid), "Thread.print")
                    .redirectErrorStream(true)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("jcmd cannot be run: is this a JDK?", e);
        }
    }

    private void print() {
        micros.forEach((contender, used) -> {
            System.out.printf("| %s | |%n|---|---|%n", contender.entrant().label());
            used.forEach((thread, each) -> {
                if (each >= SHOWN) {
                    System.out.printf(Locale.ROOT, "| %s | %.2f µs |%n", thread, each);
                }
            });
        });
    }

    @Override
    public void close() {
        micros.keySet().forEach(ContenderUnderTest::close);
        servers.close();
    }
}
