package dev.orderly.lab.experiment;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.lab.process.Load;
import dev.orderly.lab.process.Load.Variation;
import dev.orderly.lab.process.Outcome;
import dev.orderly.lab.rung.Rung;
import org.jspecify.annotations.Nullable;

/** The experiments. Every rung goes through each of them with the same load. */
enum Experiment {
    /** The outside service refuses every fifth call, so the handler throws. It refuses no cancellation twice. */
    HANDLER_FAILS("handler throws") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.outsideService().refuseOneIn(5);
            var outcome = testBed.run(load(testBed, 4, scale.few(), seed));
            testBed.outsideService().awaitCalls(scale.few());
            return outcome;
        }
    },
    /** Four callers cancel one line each. */
    OUTSIDE_SLOW("outside service takes 2 s") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.outsideService().delayAnswers(OUTSIDE);
            return testBed.run(load(testBed, 4, 4, seed));
        }
    },
    /**
     * Eight callers; the order's process is killed right after one of them has committed. The outside service takes 100 ms
     * per call.
     */
    KILLED_AFTER_COMMIT("killed between commit and handling") {
        @Override
        @Nullable
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.outsideService().delayAnswers(Duration.ofMillis(100));
            testBed.begin(load(testBed, 8, scale.few(), seed).withGateAfter(scale.few() / 2));
            testBed.awaitGate();
            testBed.killOrders();
            testBed.startOrders();
            return null;
        }
    },
    /** Eight callers; the order's process and the refund's process, if there is one, are killed in turn at random moments. */
    KILLED_AT_RANDOM("killed at random") {
        @Override
        @Nullable
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            var random = new Random(seed);
            for (int kill = 0; kill < scale.kills(); kill++) {
                testBed.begin(load(testBed, 8, scale.many(), seed + kill));
                LockSupport.parkNanos(
                        Duration.ofMillis(100 + random.nextInt(900)).toNanos());
                if (kill % 2 == 1 && testBed.rung().hasTwoProcesses()) {
                    testBed.killRefunds();
                    testBed.startRefunds();
                    testBed.awaitOutcome();
                } else {
                    testBed.killOrders();
                    testBed.startOrders();
                }
            }
            return null;
        }
    },
    /** Four callers; the broker is killed right after one of them has committed, and restarted 5 s later. */
    BROKER_DOWN("broker down for 5 s") {
        @Override
        boolean isFor(Rung rung) {
            return rung.broker() != null;
        }

        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.begin(load(testBed, 4, scale.few(), seed).withGateAfter(scale.few() / 2));
            testBed.awaitGate();
            testBed.killBroker();
            testBed.openGate();
            LockSupport.parkNanos(OUTAGE.toNanos());
            testBed.startBroker();
            return testBed.awaitOutcome();
        }
    },
    /** Four callers; each transaction is rolled back. */
    ROLLED_BACK("rolled back after the event was raised") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            return testBed.run(load(testBed, 4, scale.few(), seed).with(Variation.ROLLED_BACK));
        }
    },
    /** Each event is raised twice, in one transaction. */
    RAISED_TWICE("the same event raised twice") {
        @Override
        boolean isFor(Rung rung) {
            return rung != Rung.DIRECT;
        }

        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            return testBed.run(load(testBed, 4, scale.few(), seed).with(Variation.RAISED_TWICE));
        }
    },

    /** All delivered records or messages are delivered again, followed by new ones. */
    REDELIVERED("the same event delivered twice") {
        @Override
        boolean isFor(Rung rung) {
            return rung.hasTwoProcesses();
        }

        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            var deliveries = testBed.recordDeliveries();
            var outcome = testBed.run(load(testBed, 4, scale.few(), seed));
            testBed.awaitHandled(this);
            deliveries.replay();
            testBed.run(load(testBed, 4, scale.few(), seed));
            return outcome;
        }
    },

    /**
     * Five callers. One transaction raises its event first and commits last: when all others have committed and their events
     * are handled.
     */
    COMMITS_LATE("one transaction commits late") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.begin(load(testBed, 5, scale.few(), seed)
                    .with(Variation.ONE_COMMITS_LATE)
                    .withGateAfter(scale.few() - 1));
            testBed.awaitGate();
            // The last one waits at the gate, before its listeners run.
            testBed.awaitBooked(this, scale.few() - 2);
            testBed.openGate();
            return testBed.awaitOutcome();
        }
    },

    /** The order's process is killed and restarted when everything is handled. */
    RESTARTED("restarted when all was handled") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            var outcome = testBed.run(load(testBed, 4, scale.few(), seed));
            testBed.awaitHandled(this);
            testBed.killOrders();
            testBed.startOrders();
            return outcome;
        }
    },

    /**
     * Eight callers on four orders: first to warm up and to count what an event costs, then with the times measured. Then once more, where one caller in ten pauses for 5 ms right
     * after its commit.
     */
    SAME_ORDERS("8 threads on the same orders") {
        @Override
        Outcome run(RungTestBed testBed, Scale scale, long seed) {
            testBed.measureCost(this, load(testBed, 8, scale.many(), seed));
            var outcome = testBed.run(load(testBed, 8, scale.many(), seed));
            testBed.run(load(testBed, 8, scale.many(), seed).with(Variation.PREEMPTED));
            return outcome;
        }
    };

    static final Duration OUTSIDE = Duration.ofSeconds(2);
    static final Duration OUTAGE = Duration.ofSeconds(5);

    private static final int ORDERS = 4;

    private final String label;

    Experiment(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean isFor(Rung rung) {
        return true;
    }

    /** Why the experiment is not for a rung. */
    String notForIt() {
        return this == RAISED_TWICE ? "no event" : "no broker";
    }

    /**
     * Runs the experiment. All processes are running when it returns.
     *
     * @return what the callers observed; null if their process was killed
     */
    abstract @Nullable Outcome run(RungTestBed testBed, Scale scale, long seed);

    /** A caller that waits at least this long counts as kept waiting; null if the experiment has nothing to wait for. */
    @Nullable
    Duration keptWaitingFrom() {
        return switch (this) {
            case OUTSIDE_SLOW -> OUTSIDE;
            case BROKER_DOWN -> OUTAGE;
            default -> null;
        };
    }

    /** No two experiments and no two rungs share an order. */
    long firstOrder(Rung rung) {
        return 1 + 1_000L * rung.ordinal() + 10L * ordinal();
    }

    long lastOrder(Rung rung) {
        return firstOrder(rung) + ORDERS - 1;
    }

    /** One more line of each order. If that line has its refund and an earlier line has none, the earlier event is lost. */
    Load finalLines(RungTestBed testBed) {
        return load(testBed, 1, ORDERS, 0).with(Variation.IN_TURNS);
    }

    Load load(RungTestBed testBed, int threads, int lines, long seed) {
        return new Load(threads, lines, firstOrder(testBed.rung()), ORDERS, seed, Variation.NONE, 0);
    }
}
