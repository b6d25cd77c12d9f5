package dev.orderly.events.test.servers;

import dev.orderly.localstack.broker.LocalKafka;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;

/** Processes of this machine. They keep their ports and their data across stops, kills and restarts. */
public final class ProcessServers implements Servers {

    ProcessServers() {}

    public LocalKafka kafka() {
        return Kafka.BROKER;
    }

    public LocalPostgres postgres() {
        return Postgres.SERVER;
    }

    /**
     * The RabbitMQ broker.
     *
     * @throws dev.orderly.localstack.process.LocalStackException if RabbitMQ is not installed: see {@link LocalRabbit#isInstalled()}
     */
    public LocalRabbit rabbit() {
        return Rabbit.BROKER;
    }

    @Override
    public String bootstrapServers() {
        return kafka().bootstrapServers();
    }

    @Override
    public String jdbcUrl(String database) {
        return postgres().jdbcUrl(database);
    }

    @Override
    public void createDatabase(String name, String password) {
        postgres().createDatabase(name, password);
    }

    /** Its directory is deleted after the JVM has ended: that takes long if a server had many databases. */
    private static void atExit(AutoCloseable server) {
        AtExit.run(() -> {
            try {
                server.close();
            } catch (Exception e) {
                throw new IllegalStateException("A server of the tests does not stop", e);
            }
        });
    }

    private static final class Kafka {

        static final LocalKafka BROKER = start();

        private static LocalKafka start() {
            var broker = LocalKafka.onFreePort(Directories.temporary("orderly-test-kafka"));
            atExit(broker);
            broker.start();
            return broker;
        }
    }

    private static final class Rabbit {

        static final LocalRabbit BROKER = start();

        private static LocalRabbit start() {
            var broker = LocalRabbit.onFreePort(Directories.temporary("orderly-test-rabbitmq"));
            atExit(broker);
            broker.start();
            return broker;
        }
    }

    private static final class Postgres {

        static final LocalPostgres SERVER = start();

        private static LocalPostgres start() {
            var server = LocalPostgres.onFreePort(Directories.temporary("orderly-test-postgres"));
            atExit(server);
            server.start();
            return server;
        }
    }
}
