package dev.orderly.benchmarks.race;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

import dev.orderly.localstack.database.LocalPostgres;
import dev.orderly.localstack.process.Directories;

/**
 * Measures what each property of the event store's row costs the database, beginning with a plain outbox, and prints a table.
 * Eight connections insert an order and an event per transaction. The ways take turns, several times, after two warm-up rounds.
 */
public final class InsertPhases implements AutoCloseable {

    private static final int CONNECTIONS = 8;
    private static final int TRANSACTIONS = 2_000;
    private static final int WARM_UPS = 2;
    private static final int ROUNDS = 7;
    private static final String PASSWORD = "benchmark";
    private static final byte[] PAYLOAD = new byte[255];

    private static final String COLUMNS =
            "id uuid NOT NULL, type text NOT NULL, source text NOT NULL, subject text NOT NULL, occurred_at timestamptz NOT NULL, content_type text NOT NULL, payload bytea NOT NULL, trace_parent text, context text";

    private static final List<String> CREATE = List.of(
            "CREATE TABLE shop_order (number bigint PRIMARY KEY, customer text NOT NULL, total int NOT NULL)",
            "CREATE TABLE outbox (id uuid PRIMARY KEY, aggregatetype text NOT NULL, aggregateid text NOT NULL, type text NOT NULL, payload bytea NOT NULL)",
            "CREATE TABLE wide (insertion_id bigserial PRIMARY KEY, %s)".formatted(COLUMNS),
            "CREATE TABLE partitioned (insertion_id bigserial PRIMARY KEY, %s) PARTITION BY RANGE (insertion_id)"
                    .formatted(COLUMNS),
            "CREATE TABLE partitioned_0 PARTITION OF partitioned FOR VALUES FROM (0) TO (1000000000)",
            "CREATE TABLE partitioned_1 PARTITION OF partitioned FOR VALUES FROM (1000000000) TO (2000000000)",
            "CREATE TABLE event_entry (LIKE partitioned INCLUDING INDEXES) PARTITION BY RANGE (insertion_id)",
            "CREATE SEQUENCE event_entry_insertion_id_seq",
            "ALTER TABLE event_entry ALTER insertion_id SET DEFAULT nextval(CASE WHEN pg_current_xact_id() <> '0'::xid8 THEN 'event_entry_insertion_id_seq'::regclass END)",
            "CREATE TABLE event_entry_0 PARTITION OF event_entry FOR VALUES FROM (0) TO (1000000000)",
            "CREATE TABLE event_entry_1 PARTITION OF event_entry FOR VALUES FROM (1000000000) TO (2000000000)");

    private final LocalPostgres postgres = LocalPostgres.onFreePort(Directories.temporary("insert-phases"));
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Way, List<Measured>> measured = new EnumMap<>(Way.class);

    public static void main(String... arguments) throws Exception {
        try (var phases = new InsertPhases()) {
            phases.run();
        }
        System.exit(0);
    }

    private void run() throws SQLException, ExecutionException, InterruptedException {
        postgres.start();
        postgres.createDatabase("phases", PASSWORD);
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(DriverManager.getConnection(postgres.jdbcUrl("phases"), "phases", PASSWORD));
        }
        try (var statement = connections.get(0).createStatement()) {
            for (var each : CREATE) {
                statement.execute(each);
            }
        }
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (var way : Way.values()) {
                var result = measure(way, connections);
                if (round >= 0) {
                    measured.computeIfAbsent(way, any -> new ArrayList<>()).add(result);
                }
            }
        }
        System.out.println(
                "| | CPU of the database per transaction | more than the row before | transactions per second |");
        System.out.println("|---|---|---|---|");
        var before = 0.0;
        for (var way : Way.values()) {
            var processorTime =
                    median(way, Comparator.comparing(Measured::micros)).micros();
            System.out.println(String.format(
                    Locale.ROOT,
                    "| %s | %.1f µs | %+.1f µs | %,.0f |",
                    way.label,
                    processorTime,
                    processorTime - before,
                    median(way, Comparator.comparing(Measured::perSecond)).perSecond()));
            before = processorTime;
        }
    }

    private Measured measure(Way way, List<Connection> connections)
            throws SQLException, ExecutionException, InterruptedException {
        try (var superuser = DriverManager.getConnection(
                        postgres.jdbcUrl("postgres"), "postgres", postgres.superuserPassword());
                var checkpoint = superuser.createStatement()) {
            checkpoint.execute("CHECKPOINT");
        }
        var self = ProcessHandle.current().pid();
        var before = ProcessorTime.used(postgres.pid(), self);
        var began = System.nanoTime();
        var workers = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> running = new ArrayList<>();
            for (var each : connections) {
                running.add(workers.submit(() -> {
                    insert(way, each);
                    return null;
                }));
            }
            for (var each : running) {
                each.get();
            }
        } finally {
            workers.shutdown();
        }
        var seconds = (System.nanoTime() - began) / 1e9;
        var used = ProcessorTime.used(postgres.pid(), self).since(before).database();
        var transactions = CONNECTIONS * TRANSACTIONS;
        return new Measured(used.toNanos() / 1e3 / transactions, transactions / seconds);
    }

    private void insert(Way way, Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        try (var order = connection.prepareStatement("INSERT INTO shop_order VALUES (?, ?, 100)");
                var event = way.insert.isEmpty() ? null : connection.prepareStatement(way.insert)) {
            for (int i = 0; i < TRANSACTIONS; i++) {
                var number = numbers.incrementAndGet();
                order.setLong(1, number);
                order.setString(2, "customer-" + number % 1_000);
                order.executeUpdate();
                if (event != null) {
                    way.bind(event, "order-" + number % 10_000);
                    event.execute();
                }
                connection.commit();
            }
        }
    }

    private Measured median(Way way, Comparator<Measured> order) {
        var sorted =
                measured.getOrDefault(way, List.of()).stream().sorted(order).toList();
        return sorted.get(sorted.size() / 2);
    }

    @Override
    public void close() {
        postgres.close();
    }

    private record Measured(double micros, double perSecond) {}

    /** From the order alone to the row of the event store; each adds something to the one before. */
    private enum Way {
        NONE("the order alone", ""),
        OUTBOX(
                "a plain outbox: an index of random ids",
                "INSERT INTO outbox (id, aggregatetype, type, aggregateid, payload) VALUES (?, 'order', ?, ?, ?)"),
        WIDE("Orderly's columns, an index of a sequence", into("wide", "")),
        PARTITIONED("the same, partitioned", into("partitioned", "")),
        TRANSACTION_ID("the same, with a transaction id first: Orderly's row", into("event_entry", "")),
        RETURNING("the same, if its id were returned", into("event_entry", " RETURNING insertion_id"));

        private final String label;
        private final String insert;

        Way(String label, String insert) {
            this.label = label;
            this.insert = insert;
        }

        private static String into(String table, String returning) {
            return "INSERT INTO %s (id, type, subject, payload, source, occurred_at, content_type, trace_parent) VALUES (?, ?, ?, ?, ?, ?, 'application/json', ?)%s"
                    .formatted(table, returning);
        }

        private void bind(PreparedStatement event, String aggregate) throws SQLException {
            event.setObject(1, UUID.randomUUID());
            event.setString(2, "order.placed.v1");
            event.setString(3, aggregate);
            event.setBytes(4, PAYLOAD);
            if (this != OUTBOX) {
                event.setString(5, "/orders");
                event.setObject(6, OffsetDateTime.now(ZoneOffset.UTC));
                event.setNull(7, Types.VARCHAR);
            }
        }
    }
}
