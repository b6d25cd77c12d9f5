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

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.shop.OrderLineCanceled;
import dev.orderly.lab.subject.Load;
import dev.orderly.lab.subject.Outcome;
import dev.orderly.lab.subject.RungProcess.Side;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** One rung at work: its processes and its databases, which the experiments run, kill, start again and look into. */
final class Rig implements AutoCloseable {

    /** How long an effect may take to show itself, if it is to be expected. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration LOOK = Duration.ofMillis(100);

    /** For what comes too late or too much: everything before the last event of its order is done by then, or never will be. */
    private static final Duration AFTERMATH = Duration.ofSeconds(1);

    /** With threads that handle events in the order in which they please. */
    private static final Duration AFTERMATH_IN_ONE_PROCESS = Duration.ofSeconds(3);

    private static final String LAST_LINES = """
            SELECT DISTINCT ON (order_no) cancellation FROM canceled_line WHERE order_no BETWEEN ? AND ?
            ORDER BY order_no, line DESC""";

    private final Rung rung;
    private final Parts parts;
    private final Parts.Database ordersDatabase;
    private final Parts.Database refundsDatabase;
    private final Settings settings;
    private @Nullable Subject orders;
    private @Nullable Subject refunds;

    private Rig(Rung rung, Parts parts) {
        this.rung = rung;
        this.parts = parts;
        this.settings = new Settings(rung, parts);
        var name = rung.name().toLowerCase(Locale.ROOT);
        this.ordersDatabase = parts.database(name + "_orders");
        this.refundsDatabase = rung.isOfTwoProcesses() ? parts.database(name + "_refunds") : ordersDatabase;
    }

    /** Starts the rung's processes; they are ready when this returns. */
    static Rig start(Rung rung, Parts parts) {
        var rig = new Rig(rung, parts);
        try {
            rig.orders = rig.subject(Side.ORDERS);
            if (rung.isOfTwoProcesses()) {
                rig.startRefunds();
            }
            rig.orders().awaitReady();
            return rig;
        } catch (RuntimeException e) {
            rig.close();
            throw e;
        }
    }

    Rung rung() {
        return rung;
    }

    OutsideService outsideService() {
        return parts.outsideService();
    }

    /** A load from its beginning to its end. */
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
        orders = subject(Side.ORDERS);
        orders().awaitReady();
    }

    void killRefunds() {
        Objects.requireNonNull(refunds).kill();
    }

    void startRefunds() {
        var started = subject(Side.REFUNDS);
        refunds = started;
        started.awaitReady();
    }

    void killBroker() {
        switch (Objects.requireNonNull(rung.broker())) {
            case KAFKA -> parts.kafka().kill();
            case RABBITMQ -> parts.rabbit().kill();
        }
    }

    void startBroker() {
        switch (Objects.requireNonNull(rung.broker())) {
            case KAFKA -> parts.kafka().start();
            case RABBITMQ -> parts.rabbit().start();
        }
    }

    /** What the bus delivers from now on, on a rung that has it. */
    Redelivery deliveries() {
        return switch (Objects.requireNonNull(rung.transport())) {
            case KAFKA -> Redelivery.ofTopic(parts.kafka().bootstrapServers(), Settings.TOPIC);
            case RABBITMQ -> Redelivery.ofExchange(parts.rabbit().port(), Settings.TOPIC);
            case FEED -> this::rewind;
        };
    }

    /** While it does not run: what it has in its hands would overtake the new position. */
    private void rewind() {
        killRefunds();
        refundsDatabase
                .client()
                .sql("UPDATE orderly.feed_position SET position = 0")
                .update();
        startRefunds();
    }

    /**
     * Cancels one more line of each order, and waits for its refund; then until every event of the experiment has its effect,
     * where that is promised, and until what is certain to go wrong has gone wrong.
     */
    Tally settle(Experiment experiment) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        // Refused for as long as clients have not noticed that their broker is back.
        while (run(experiment.last(this)).refused() > 0) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("Orders are still refused, see " + parts.log(rung));
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
        var last = Set.copyOf(ordersDatabase
                .client()
                .sql(LAST_LINES)
                .params(experiment.firstOrder(rung), experiment.lastOrder(rung))
                .query(UUID.class)
                .list());
        var promise = Promise.of(rung);
        return awaitUnchanged(
                        () -> look(experiment),
                        seen -> seen.isMissing(last)
                                        || promise.rulesOut(Flaw.LOST)
                                                && seen.tally().lost() > 0
                                        || promise.isBrokenBy(experiment, Flaw.INVENTED)
                                                && seen.tally().invented() == 0
                                        || promise.isBrokenBy(experiment, Flaw.DUPLICATED)
                                                && seen.tally().duplicated() == 0
                                ? PATIENCE
                                : rung.isOfTwoProcesses() ? AFTERMATH : AFTERMATH_IN_ONE_PROCESS)
                .tally();
    }

    private static <T> T awaitUnchanged(Supplier<T> look, Function<T, Duration> patience) {
        var seen = look.get();
        var changed = System.nanoTime();
        while (System.nanoTime() - changed < patience.apply(seen).toNanos()) {
            LockSupport.parkNanos(LOOK.toNanos());
            var before = seen;
            seen = look.get();
            if (!seen.equals(before)) {
                changed = System.nanoTime();
            }
        }
        return seen;
    }

    private record Sight(Tally tally, Set<UUID> booked) {

        boolean isMissing(Set<UUID> cancellations) {
            return !booked.containsAll(cancellations);
        }
    }

    private Sight look(Experiment experiment) {
        var first = experiment.firstOrder(rung);
        var last = experiment.lastOrder(rung);
        var range = List.of(first, last);
        // What is booked is asked for first, so that nothing is taken for invented that commits in between.
        var outside = outsideService().refunded(first, last);
        var booked = lines(
                refundsDatabase.client(),
                "SELECT cancellation, order_no, line FROM refund WHERE order_no BETWEEN ? AND ? ORDER BY id",
                range);
        var committed = lines(
                ordersDatabase.client(),
                "SELECT cancellation, order_no, line FROM canceled_line WHERE order_no BETWEEN ? AND ?",
                range);
        return new Sight(
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

    private Subject orders() {
        return Objects.requireNonNull(orders);
    }

    private Subject subject(Side side) {
        var database = side == Side.ORDERS ? ordersDatabase : refundsDatabase;
        return Subject.start(rung, side, settings.of(side, database), parts.log(rung));
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
