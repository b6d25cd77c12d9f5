package dev.orderly.lab.experiment;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.orderly.lab.process.Load;
import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.process.RungProcess.Side;
import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.localstack.process.ManagedProcess;
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
    private final Map<Instant, String> happenings = new ConcurrentSkipListMap<>();
    private @Nullable RungUnderTest orders;
    private @Nullable RungUnderTest refunds;
    private @Nullable Cost cost;

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
        happened("the order's process is killed");
    }

    void startOrders() {
        startOrders(Map.of());
    }

    /** With more properties, until the next start. */
    void startOrders(Map<String, String> more) {
        orders = startProcess(Side.ORDERS, more);
        orders().awaitReady();
        happened("the order's process is ready");
    }

    /** Waits until the order's process has ended by itself. */
    void awaitEndOfOrders() {
        orders().awaitEnd();
        happened("the order's process has ended");
    }

    void killRefunds() {
        Objects.requireNonNull(refunds).kill();
        happened("the refund's process is killed");
    }

    void startRefunds() {
        var started = startProcess(Side.REFUNDS);
        refunds = started;
        started.awaitReady();
        happened("the refund's process is ready");
    }

    void killBroker() {
        broker().kill();
        happened("the broker is killed");
    }

    void startBroker() {
        broker().start();
        happened("the broker is ready");
    }

    private ManagedProcess broker() {
        return servers.broker(Objects.requireNonNull(rung.broker()));
    }

    private void happened(String what) {
        happenings.put(Instant.now(), what);
    }

    /** Records what is delivered from now on. Only for rungs with two processes. */
    DeliveryReplay recordDeliveries() {
        var broker = rung.broker();
        if (broker == null) {
            return new FeedReplay(this::rewind);
        }
        return switch (broker) {
            case KAFKA -> DeliveryReplay.ofTopic(servers.kafka().bootstrapServers(), rung.topic());
            case RABBITMQ ->
                DeliveryReplay.ofExchange(
                        servers.rabbit().port(),
                        rung.topic(),
                        rung.transport() == null ? List.of("") : List.of("0", "1", "2", "3", "4", "5"));
            case ARTEMIS -> DeliveryReplay.ofAddress(servers.artemis().url(), rung.topic());
        };
    }

    /** The reader of a feed counts nothing: there is no message. */
    private record FeedReplay(Runnable rewind) implements DeliveryReplay {

        @Override
        public int count() {
            return 0;
        }

        @Override
        public void replay() {
            rewind.run();
        }
    }

    /** Runs the load, waits until it is handled, and measures what each of its events has cost. */
    void measureCost(Experiment experiment, Load load) {
        var committed = snapshot(experiment).tally().committed();
        var meter = new CostMeter(
                servers, Stream.of(ordersDatabase, refundsDatabase).distinct().toList());
        var deliveries = rung.broker() == null ? null : recordDeliveries();
        run(load);
        awaitHandled(experiment);
        var events = snapshot(experiment).tally().committed() - committed;
        cost = meter.perEvent(events, deliveries == null ? null : deliveries.count());
    }

    /** What the last measured load has cost; null if none was measured. */
    @Nullable
    Cost takeCost() {
        var taken = cost;
        cost = null;
        return taken;
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
        var promise = Promise.of(rung);
        return settle(
                experiment,
                tally -> promise.isCertain(Flaw.INVENTED, experiment) && tally.invented() == 0
                        || promise.isCertain(Flaw.DUPLICATED, experiment) && tally.duplicated() == 0);
    }

    /** The same in the middle of an experiment, before the flaws that it provokes. */
    void awaitHandled(Experiment experiment) {
        settle(experiment, tally -> false);
    }

    private Tally settle(Experiment experiment, Predicate<Tally> isExpectedToChange) {
        cancelFinalLines(experiment);
        var last = Set.copyOf(LabServers.client(ordersDatabase)
                .sql(LAST_LINES)
                .params(experiment.firstOrder(rung), experiment.lastOrder(rung))
                .query(UUID.class)
                .list());
        var losesNothing = Promise.of(rung).rulesOut(Flaw.LOST, experiment);
        return awaitUnchanged(
                        () -> snapshot(experiment),
                        seen -> seen.isMissing(last)
                                        || losesNothing && seen.tally().lost() > 0
                                        || isExpectedToChange.test(seen.tally())
                                ? TIMEOUT
                                : rung.hasTwoProcesses() ? SETTLING_TIME : SETTLING_TIME_IN_ONE_PROCESS)
                .tally();
    }

    /** Clients refuse calls until they have noticed that the broker is back. */
    private void cancelFinalLines(Experiment experiment) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (run(experiment.finalLines(this)).refused() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Rung %s still refuses cancellations after %d seconds; see its log %s"
                        .formatted(rung, TIMEOUT.toSeconds(), servers.log(rung)));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** Waits until this number of refunds is booked. */
    void awaitBooked(Experiment experiment, int count) {
        var deadline = System.nanoTime() + TIMEOUT.toNanos();
        while (snapshot(experiment).booked().size() < count) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Rung %s has not booked %d refunds within %d seconds; see its log %s"
                        .formatted(rung, count, TIMEOUT.toSeconds(), servers.log(rung)));
            }
            LockSupport.parkNanos(POLL_INTERVAL.toNanos());
        }
    }

    /** What has become of each event of the experiment. */
    History history(Experiment experiment) {
        var first = experiment.firstOrder(rung);
        var last = experiment.lastOrder(rung);
        return History.of(
                steps(ordersDatabase, "canceled_line", first, last),
                outsideService().calls(first, last),
                steps(refundsDatabase, "refund", first, last),
                happenings);
    }

    private static List<History.Step> steps(LabServers.Database database, String table, long first, long last) {
        return LabServers.client(database)
                .sql("""
                        SELECT cancellation, order_no, line, pg_xact_commit_timestamp(xmin) AS committed_at FROM %s
                        WHERE order_no BETWEEN ? AND ? ORDER BY committed_at""".formatted(table))
                .params(first, last)
                .query((row, number) -> new History.Step(
                        new OrderLineCanceled(
                                row.getObject("cancellation", UUID.class), row.getLong("order_no"), row.getInt("line")),
                        row.getObject("committed_at", OffsetDateTime.class).toInstant()))
                .list();
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

    /** The database of the orders, for its superuser. */
    JdbcClient orderDatabase() {
        return LabServers.client(servers.superuser(ordersDatabase.username()));
    }

    private RungUnderTest startProcess(Side side) {
        return startProcess(side, Map.of());
    }

    private RungUnderTest startProcess(Side side, Map<String, String> more) {
        var database = side == Side.ORDERS ? ordersDatabase : refundsDatabase;
        Map<String, String> all = new HashMap<>(properties.of(side, database));
        all.putAll(more);
        return RungUnderTest.start(rung, side, all, servers.log(rung));
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
