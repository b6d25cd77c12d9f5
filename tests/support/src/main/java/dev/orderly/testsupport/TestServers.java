package dev.orderly.testsupport;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;

/**
 * The brokers and the PostgreSQL that all integration tests of one JVM share: each starts when it is first asked for,
 * and ends with the JVM, which also removes its data. Safe for use by several threads.
 *
 * <p>They are containers or processes of this machine, as the run has it: see {@link ServerMode}. A test class that
 * kills one of them is {@link OnProcesses}, and gets processes in every run.
 */
public final class TestServers {

    private static final ProcessServers PROCESSES = new ProcessServers();
    private static final ServerMode CHOICE = ServerMode.ofThisRun(PROCESSES);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** How many classes, one inside the other, are being run that are {@link OnProcesses}. */
    private static final AtomicInteger ON_PROCESSES = new AtomicInteger();

    private TestServers() {}

    /** Where a client finds the broker. It makes no topic by itself. */
    public static String bootstrapServers() {
        return parts().bootstrapServers();
    }

    /** A fresh, empty database: its name begins with this one, which is of lower-case letters, digits and underscores. */
    public static TestDatabase database(String name) {
        var parts = parts();
        var unique = name + "_" + DATABASES.incrementAndGet();
        var password = UUID.randomUUID().toString();
        synchronized (DATABASES) {
            parts.createDatabase(unique, password);
        }
        return new TestDatabase(parts.jdbcUrl(unique), unique, password);
    }

    /**
     * The broker itself, for a test that stops, kills or starts it; such a test leaves it running.
     *
     * @throws IllegalStateException in a test class that is not {@link OnProcesses}
     */
    public static LocalKafka kafka() {
        return processes().kafka();
    }

    /**
     * The PostgreSQL itself, for a test that stops, kills or starts it; such a test leaves it running.
     *
     * @throws IllegalStateException in a test class that is not {@link OnProcesses}
     */
    public static LocalPostgres postgres() {
        return processes().postgres();
    }

    /**
     * The RabbitMQ broker, a process in every run, for a test that needs one; a test that stops or kills it leaves it
     * running.
     *
     * @throws dev.orderly.localstack.process.LocalStackException when none is installed: see {@link LocalRabbit#isInstalled()}
     */
    public static LocalRabbit rabbit() {
        return PROCESSES.rabbit();
    }

    static void enterProcesses(Class<?> testClass) {
        if (CHOICE.get() != PROCESSES) {
            System.out.println(testClass.getSimpleName() + " runs on processes of this machine");
        }
        ON_PROCESSES.incrementAndGet();
    }

    static void leaveProcesses() {
        ON_PROCESSES.decrementAndGet();
    }

    private static Servers parts() {
        return ON_PROCESSES.get() > 0 ? PROCESSES : CHOICE.get();
    }

    /** Refused in runs on processes as well, where it would do no harm: the next run may be on containers. */
    private static ProcessServers processes() {
        if (ON_PROCESSES.get() == 0) {
            throw new IllegalStateException("A test class that asks for a process is annotated with @OnProcesses");
        }
        return PROCESSES;
    }
}
