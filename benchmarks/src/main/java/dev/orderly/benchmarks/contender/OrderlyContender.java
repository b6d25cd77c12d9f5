package dev.orderly.benchmarks.contender;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

import dev.orderly.events.Events;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * This bus at its defaults, except for the compression. It is held by a lock on the head of the event store, which whoever
 * numbers events needs.
 */
final class OrderlyContender implements Contender {

    private static final Duration PAUSE = Duration.ofMillis(10);

    /** Insertion ids of a transaction that commits a backlog: the bus makes a partition ahead of every million. */
    private static final int TRANSACTION = 1_000;

    private static final String HOLD = "LOCK TABLE orderly.event_head IN ACCESS EXCLUSIVE MODE";

    private static final String IS_FORWARDED =
            "SELECT EXISTS (SELECT FROM orderly.forwarder_position WHERE position >= ?)";

    /** The ids of events whose transactions rolled back: each is followed by that of an event that commits. */
    private static final String SKIP_IDS = "nextval(pg_get_serial_sequence('orderly.event_entry', 'insertion_id')) > 0";

    private static final String IS_WAITING = """
            SELECT EXISTS (SELECT FROM pg_locks WHERE relation = 'orderly.event_head'::regclass AND NOT granted)""";

    private static final String INSERT_MANY = """
            INSERT INTO orderly.event_entry (id, type, source, subject, occurred_at, content_type, payload)
            SELECT gen_random_uuid(), ?, ?, %s, now(), 'application/json', convert_to(%s, 'UTF8')
            FROM generate_series(?, ?) AS n
            WHERE %s""";

    /** Of this contender alone: a forwarder fences every other one of its source. */
    private final String source;

    private final ConfigurableApplicationContext context;
    private final DataSource dataSource;
    private final ServiceDatabase database;
    private @Nullable Connection holding;
    private Circumstance circumstance = Circumstance.NONE;
    private @Nullable Thread open;

    OrderlyContender(ContenderSetup setup) {
        this.source = "/" + setup.topic();
        this.context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "logging.level.root=warn",
                        "spring.main.banner-mode=off",
                        "spring.datasource.url=" + setup.jdbcUrl(),
                        "spring.datasource.username=" + setup.username(),
                        "spring.datasource.password=" + setup.password(),
                        "spring.datasource.hikari.maximum-pool-size=" + ServiceDatabase.CONNECTIONS,
                        "spring.kafka.bootstrap-servers=" + setup.bootstrapServers(),
                        "spring.kafka.producer.compression-type=" + setup.compression(),
                        "orderly.source=" + source,
                        "orderly.topic=" + setup.topic())
                .run();
        this.dataSource = context.getBean(DataSource.class);
        this.database = ServiceDatabase.of(dataSource, context.getBean(PlatformTransactionManager.class));
    }

    @Override
    public void prepare(Circumstance prepared, int stored) {
        circumstance = prepared;
        if (prepared == Circumstance.GROWN) {
            commitBacklog(1, stored);
            awaitForwarded(stored);
        }
    }

    private void awaitForwarded(long position) {
        while (!database.jdbc()
                .sql(IS_FORWARDED)
                .param(position)
                .query(Boolean.class)
                .single()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** It always runs: at rest it costs next to nothing. */
    @Override
    public void start() throws InterruptedException {
        if (circumstance == Circumstance.OPEN_TRANSACTION) {
            var raised = new CountDownLatch(1);
            open = new Thread(() -> database.transactions().executeWithoutResult(transaction -> {
                raise(0);
                raised.countDown();
                while (!Thread.interrupted()) {
                    LockSupport.park();
                }
                transaction.setRollbackOnly();
            }));
            open.start();
            raised.await();
        }
    }

    /** The transaction must not be open in the rounds of others: it would count there, too. */
    @Override
    public void stop() throws InterruptedException {
        if (open != null) {
            open.interrupt();
            open.join();
        }
        database.deleteOrders();
    }

    @Override
    public void hold() throws SQLException {
        var connection = dataSource.getConnection();
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.execute(HOLD);
        }
        holding = connection;
        while (!database.jdbc().sql(IS_WAITING).query(Boolean.class).single()) {
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    @Override
    public void release() throws SQLException {
        if (holding != null) {
            holding.rollback();
            holding.close();
        }
    }

    /** The last event of each transaction is raised, so that the bus makes the partitions it will need. */
    @Override
    public void commitBacklog(long first, long last) {
        var insertMany = INSERT_MANY.formatted(
                BenchmarkEvents.SQL_AGGREGATE,
                BenchmarkEvents.SQL_PAYLOAD,
                circumstance == Circumstance.ROLLBACKS ? SKIP_IDS : "true");
        var events = circumstance == Circumstance.ROLLBACKS ? TRANSACTION / 2 : TRANSACTION;
        for (long next = first; next <= last; next += events) {
            var begin = next;
            var end = Math.min(last, next + events - 1);
            database.transactions().executeWithoutResult(transaction -> {
                database.jdbc()
                        .sql(insertMany)
                        .params(BenchmarkEvents.TYPE, source, begin, end - 1)
                        .update();
                raise(end);
            });
        }
    }

    @Override
    public void raise(long number) {
        Events.raise(BenchmarkOrderPlaced.of(number));
    }

    @Override
    public ServiceDatabase database() {
        return database;
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableAutoConfiguration
    static class Application {}
}
