package dev.orderly.lab.experiment;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import dev.orderly.lab.process.Load;
import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.process.RungProcess.Side;
import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.shop.OrderLineCanceled;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One running rung: its processes and its databases. Experiments run loads on it, kill and restart its processes, and read its databases. */
final class RungTestBed implements AutoCloseable {

    /** How long to wait for an expected effect. */
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);

    /**
     * How long to wait for late and duplicate effects, after the last event of each order has its effect: an earlier event
     * of the same order without an effect by then is lost.
     */
    private static final Duration SETTLING_TIME = Duration.ofSeconds(1);

    /** Longer in one process: its handler threads guarantee no order, so an earlier event may still be running. */
    private static final Duration SETTLING_TIME_IN_ONE_PROCESS = Duration.ofSeconds(3);

    private static final String LAST_LINES = """
            SELECT DISTINCT ON (order_no) cancellation FROM canceled_line WHERE order_no BETWEEN ? AND ?
            ORDER BY order_no, line DESC""";

    private final Rung rung;
    private final LabServers servers;
    private final LabServers.Database ordersDatabase;
    private final LabServers.Database refundsDatabase;
    private final RungProperties properties;
    private @Nullable RungUnderTest orders;
    private @Nullable RungUnderTest refunds;

    private RungTestBed(Rung rung, LabServers servers) {
        this.rung = rung;
        this.servers = servers;
        this.properties = new RungProperties(rung, servers);
        var databaseName = rung.name().toLowerCase(Locale.ROOT);
        this.ordersDatabase = servers.database(databaseName + "_orders");
        this.refundsDatabase = rung.hasTwoProcesses() ? servers.database(databaseName + "_refunds") : ordersDatabase;
    }

    /** Starts the rung's processes and waits until they are ready. */
    static RungTestBed start(Rung rung, LabServers servers) {
        var testBed = new RungTestBed(rung, servers);
        try {
            testBed.orders = testBed.startProcess(Side.ORDERS);
            if (rung.hasTwoProcesses()) {
                testBed.startRefunds();
            }
            testBed.orders().awaitReady();
            return testBed;
        } catch (RuntimeException e) {
            testBed.close();
            throw e;
        }
    }

    Rung rung() {
        return rung;
    }

    OutsideService outsideService() {
        return servers.outsideService();
    }

    /** Runs the load and waits until it has ended. */
    Outcome run(Load load) {
        begin(load);
        return awaitOutcome();
    }

    void begin(Load load) {
        orders().begin(load);
    }

    Outcome awaitOutcome() {
        return orders().awaitOutcome();
    }

    void awaitGate() {
        orders().awaitGate();
    }

    void openGate() {
        orders().openGate();
    }

    void killOrders() {
        orders().kill();
    }

    void startOrders() {
        orders = startProcess(Side.ORDERS);
        orders().awaitReady();
    }

    void killRefunds() {
        Objects.requireNonNull(refunds).kill();
    }

    void startRefunds() {
        var started = startProcess(Side.REFUNDS);
        refunds = started;
        started.awaitReady();
    }

    void killBroker() {
        switch (Objects.requireNonNull(rung.broker())) {
            case KAFKA -> servers.kafka().kill();
            case RABBITMQ -> servers.rabbit().kill();
        }
    }

    void startBroker() {
        switch (Objects.requireNonNull(rung.broker())) {
            case KAFKA -> servers.kafka().start();
            case RABBITMQ -> servers.rabbit().start();
        }
    }

    /** Records what the bus delivers from now on. Only for rungs with the bus. */
    DeliveryReplay recordDeliveries() {
        return switch (Objects.requireNonNull(rung.transport())) {
            case KAFKA -> DeliveryReplay.ofTopic(servers.kafka().bootstrapServers(), RungProperties.TOPIC);
            case RABBITMQ -> DeliveryReplay.ofExchange(servers.rabbit().port(), RungProperties.TOPIC);
            case FEED -> this::rewind;
        };
    }

    /** Sets the reader's position back while its process is stopped: a running reader would overwrite the new position. */
    private void rewind() {
        killRefunds();
        LabServers.client(refundsDatabase)
                .sql("UPDATE orderly.feed_position SET position = 0")
                .update();
        startRefunds();
    }

    /**
     * Cancels one more line of each order and waits for its refund. Then waits for the effect of every event, if the rung
     * promises that, and for the flaws that are certain in this experiment.
     */
    Tally settle(Experiment experiment) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        // Clients refuse calls until they have noticed that the broker is back.
        while (run(experiment.finalLines(this)).refused() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Rung %s still refuses cancellations after %d seconds; see its log %s"
                        .formatted(rung, TIMEOUT.toSeconds(), servers.log(rung)));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
        var last = Set.copyOf(LabServers.client(ordersDatabase)
                .sql(LAST_LINES)
                .params(experiment.firstOrder(rung), experiment.lastOrder(rung))
                .query(UUID.class)
                .list());
        var promise = Promise.of(rung);
        return awaitUnchanged(
                        () -> snapshot(experiment),
                        seen -> seen.isMissing(last)
                                        || promise.rulesOut(Flaw.LOST)
                                                && seen.tally().lost() > 0
                                        || promise.isCertain(Flaw.INVENTED, experiment)
                                                && seen.tally().invented() == 0
                                        || promise.isCertain(Flaw.DUPLICATED, experiment)
                                                && seen.tally().duplicated() == 0
                                ? TIMEOUT
                                : rung.hasTwoProcesses() ? SETTLING_TIME : SETTLING_TIME_IN_ONE_PROCESS)
                .tally();
    }

    private static <T> T awaitUnchanged(Supplier<T> snapshot, Function<T, Duration> quietPeriod) {
        var seen = snapshot.get();
        var changed = System.nanoTime();
        while (System.nanoTime() - changed < quietPeriod.apply(seen).toNanos()) {
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
            var before = seen;
            seen = snapshot.get();
            if (!seen.equals(before)) {
                changed = System.nanoTime();
            }
        }
        return seen;
    }

    private record Snapshot(Tally tally, Set<UUID> booked) {

        boolean isMissing(Set<UUID> cancellations) {
            return !booked.containsAll(cancellations);
        }
    }

    private Snapshot snapshot(Experiment experiment) {
        var first = experiment.firstOrder(rung);
        var last = experiment.lastOrder(rung);
        var range = List.of(first, last);
        // Bookings are read before commits: otherwise a line that commits in between would count as invented.
        var outside = outsideService().refunded(first, last);
        var booked = lines(
                LabServers.client(refundsDatabase),
                "SELECT cancellation, order_no, line FROM refund WHERE order_no BETWEEN ? AND ? ORDER BY id",
                range);
        var committed = lines(
                LabServers.client(ordersDatabase),
                "SELECT cancellation, order_no, line FROM canceled_line WHERE order_no BETWEEN ? AND ?",
                range);
        return new Snapshot(
                Tally.of(committed, booked, outside),
                booked.stream().map(OrderLineCanceled::cancellation).collect(Collectors.toSet()));
    }

    private static List<OrderLineCanceled> lines(JdbcClient database, String sql, List<Long> range) {
        return database.sql(sql)
                .params(range)
                .query((row, number) -> new OrderLineCanceled(
                        row.getObject("cancellation", UUID.class), row.getLong("order_no"), row.getInt("line")))
                .list();
    }

    private RungUnderTest orders() {
        return Objects.requireNonNull(orders);
    }

    private RungUnderTest startProcess(Side side) {
        var database = side == Side.ORDERS ? ordersDatabase : refundsDatabase;
        return RungUnderTest.start(rung, side, properties.of(side, database), servers.log(rung));
    }

    @Override
    public void close() {
        if (orders != null) {
            orders.close();
        }
        if (refunds != null) {
            refunds.close();
        }
    }
}
