package dev.orderly.testsupport;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.orderly.events.test.servers.ProcessServers;
import dev.orderly.events.test.servers.Servers;
import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;

/**
 * The brokers and the PostgreSQL that all integration tests of one JVM share. Each starts on first use and ends with the
 * JVM, which also deletes its data. Safe for use by several threads.
 *
 * <p>They run in containers or as processes of this machine: see {@link Servers}. A test class that
 * kills one of them is {@link OnProcesses}, and gets processes in every run.
 */
public final class TestServers {

    private static final AtomicInteger DATABASES = new AtomicInteger();

    /** The number of running test classes, including enclosing ones, that are {@link OnProcesses}. */
    private static final AtomicInteger ON_PROCESSES = new AtomicInteger();

    private TestServers() {}

    /** The address of the Kafka broker. It does not create topics automatically. */
    public static String bootstrapServers() {
        return servers().bootstrapServers();
    }

    /**
     * Creates an empty database.
     *
     * @param name the start of its name: lower-case letters, digits and underscores
     */
    public static TestDatabase database(String name) {
        var servers = servers();
        var unique = name + "_" + DATABASES.incrementAndGet();
        var password = UUID.randomUUID().toString();
        synchronized (DATABASES) {
            servers.createDatabase(unique, password);
        }
        return new TestDatabase(servers.jdbcUrl(unique), unique, password);
    }

    /**
     * The Kafka process, for a test that stops, kills or starts it. Such a test must leave it running.
     *
     * @throws IllegalStateException if the test class is not {@link OnProcesses}
     */
    public static LocalKafka kafka() {
        return processes().kafka();
    }

    /**
     * The PostgreSQL process, for a test that stops, kills or starts it. Such a test must leave it running.
     *
     * @throws IllegalStateException if the test class is not {@link OnProcesses}
     */
    public static LocalPostgres postgres() {
        return processes().postgres();
    }

    /**
     * The RabbitMQ broker, which is a process in every run. A test that stops or kills it must leave it running.
     *
     * @throws dev.orderly.localstack.process.LocalStackException if RabbitMQ is not installed: see {@link LocalRabbit#isInstalled()}
     */
    public static LocalRabbit rabbit() {
        return Servers.processes().rabbit();
    }

    static void enterProcesses(Class<?> testClass) {
        if (Servers.ofThisRun() != Servers.processes()) {
            System.out.println(testClass.getSimpleName() + " runs on processes of this machine");
        }
        ON_PROCESSES.incrementAndGet();
    }

    static void leaveProcesses() {
        ON_PROCESSES.decrementAndGet();
    }

    private static Servers servers() {
        return ON_PROCESSES.get() > 0 ? Servers.processes() : Servers.ofThisRun();
    }

    /** Throws in runs on processes, too, so that a missing annotation does not show up only in the next run on containers. */
    private static ProcessServers processes() {
        if (ON_PROCESSES.get() == 0) {
            throw new IllegalStateException("Annotate the test class with @OnProcesses: it uses a server's process");
        }
        return Servers.processes();
    }
}
