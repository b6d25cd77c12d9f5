package dev.orderly.localstack.testing;

import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.orderly.localstack.Directories;
import dev.orderly.localstack.LocalKafka;
import dev.orderly.localstack.LocalPostgres;
import dev.orderly.localstack.LocalRabbit;

/**
 * The brokers and the PostgreSQL that all integration tests of one JVM share: each starts when it is first asked for,
 * and ends with the JVM, which also removes its data. Safe for use by several threads.
 */
public final class TestParts {

    private TestParts() {}

    /** Where a client finds the broker. It makes no topic by itself. */
    public static String bootstrapServers() {
        return Kafka.BROKER.bootstrapServers();
    }

    /** A fresh, empty database: its name begins with this one, which is of lower-case letters, digits and underscores. */
    public static TestDatabase database(String name) {
        return Postgres.fresh(name);
    }

    /** The broker itself, for a test that stops, kills or starts it; such a test leaves it running. */
    public static LocalKafka kafka() {
        return Kafka.BROKER;
    }

    /**
     * The RabbitMQ broker, for a test that needs one; a test that stops or kills it leaves it running.
     *
     * @throws dev.orderly.localstack.LocalStackException when none is installed: see {@link LocalRabbit#isInstalled()}
     */
    public static LocalRabbit rabbit() {
        return Rabbit.BROKER;
    }

    /** The PostgreSQL itself, for a test that stops, kills or starts it; such a test leaves it running. */
    public static LocalPostgres postgres() {
        return Postgres.SERVER;
    }

    private static final class Kafka {

        static final LocalKafka BROKER = start();

        private static LocalKafka start() {
            var directory = Directories.temporary("orderly-test-kafka");
            var broker = LocalKafka.onFreePort(directory);
            atExit(broker, directory);
            broker.start();
            return broker;
        }
    }

    private static final class Rabbit {

        static final LocalRabbit BROKER = start();

        private static LocalRabbit start() {
            var directory = Directories.temporary("orderly-test-rabbitmq");
            var broker = LocalRabbit.onFreePort(directory);
            atExit(broker, directory);
            broker.start();
            return broker;
        }
    }

    private static final class Postgres {

        static final LocalPostgres SERVER = start();
        private static final AtomicInteger COUNT = new AtomicInteger();

        private static LocalPostgres start() {
            var directory = Directories.temporary("orderly-test-postgres");
            var server = LocalPostgres.onFreePort(directory);
            atExit(server, directory);
            server.start();
            return server;
        }

        static TestDatabase fresh(String name) {
            var unique = name + "_" + COUNT.incrementAndGet();
            var password = UUID.randomUUID().toString();
            synchronized (SERVER) {
                SERVER.createDatabase(unique, password);
            }
            return new TestDatabase(SERVER.jdbcUrl(unique), unique, password);
        }
    }

    private static void atExit(AutoCloseable part, Path directory) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                part.close();
                Directories.remove(directory);
            } catch (Exception e) {
                throw new IllegalStateException("A part of the tests does not stop", e);
            }
        }));
    }
}
