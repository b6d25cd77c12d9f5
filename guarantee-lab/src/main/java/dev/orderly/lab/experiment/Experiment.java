package dev.orderly.lab.experiment;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

import dev.orderly.lab.rung.Rung;
import dev.orderly.lab.subject.Load;
import dev.orderly.lab.subject.Load.Variation;
import dev.orderly.lab.subject.Outcome;
import org.jspecify.annotations.Nullable;

/** What every rung is put through, with the same load for all of them. */
enum Experiment {
    /** The outside service refuses one call in five, once; so the handler throws. */
    HANDLER_FAILS("handler throws") {
        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            rig.outsideService().refusesOneIn(5);
            var outcome = rig.run(load(rig, 4, scale.few(), seed));
            rig.outsideService().awaitCalls(scale.few());
            return outcome;
        }
    },
    /** Four lines, each by a caller of its own. */
    OUTSIDE_SLOW("outside service takes 2 s") {
        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            rig.outsideService().takes(OUTSIDE);
            return rig.run(load(rig, 4, 4, seed));
        }
    },
    /**
     * Eight callers; the order's process is killed when one of them has just committed; the outside service takes
     * 100 ms.
     */
    KILLED_AFTER_COMMIT("killed between commit and handling") {
        @Override
        @Nullable
        Outcome run(Rig rig, Scale scale, long seed) {
            rig.outsideService().takes(Duration.ofMillis(100));
            rig.begin(load(rig, 8, scale.few(), seed).withGateAfter(scale.few() / 2));
            rig.awaitGate();
            rig.killOrders();
            rig.startOrders();
            return null;
        }
    },
    /** Eight callers; now the order's process is killed at some moment, now that of the refunds, where there is one. */
    KILLED_AT_RANDOM("killed at random") {
        @Override
        @Nullable
        Outcome run(Rig rig, Scale scale, long seed) {
            var random = new Random(seed);
            for (int kill = 0; kill < scale.kills(); kill++) {
                rig.begin(load(rig, 8, scale.many(), seed + kill));
                LockSupport.parkNanos(
                        Duration.ofMillis(100 + random.nextInt(900)).toNanos());
                if (kill % 2 == 1 && rig.rung().isOfTwoProcesses()) {
                    rig.killRefunds();
                    rig.startRefunds();
                    rig.awaitOutcome();
                } else {
                    rig.killOrders();
                    rig.startOrders();
                }
            }
            return null;
        }
    },
    /** Four callers; the broker is killed when one of them has just committed, and is started again 5 s later. */
    BROKER_DOWN("broker down for 5 s") {
        @Override
        boolean isFor(Rung rung) {
            return rung.broker() != null;
        }

        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            rig.begin(load(rig, 4, scale.few(), seed).withGateAfter(scale.few() / 2));
            rig.awaitGate();
            rig.killBroker();
            rig.openGate();
            LockSupport.parkNanos(OUTAGE.toNanos());
            rig.startBroker();
            return rig.awaitOutcome();
        }
    },
    /** Four callers, whose transactions are rolled back. */
    ROLLED_BACK("rolled back after the event was raised") {
        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            return rig.run(load(rig, 4, scale.few(), seed).with(Variation.ROLLED_BACK));
        }
    },
    /** Without the bus it is raised twice; what the bus has delivered is delivered again, and then more follows. */
    TWICE("the same event twice") {
        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            if (rig.rung().transport() == null) {
                return rig.run(load(rig, 4, scale.few(), seed).with(Variation.RAISED_TWICE));
            }
            var again = rig.deliveries();
            var outcome = rig.run(load(rig, 4, scale.few(), seed));
            rig.settle(this);
            again.repeat();
            rig.run(load(rig, 4, scale.few(), seed));
            return outcome;
        }
    },
    /**
     * Eight callers, four orders, and the time is taken; then again, where one caller in ten loses the processor for
     * 5 ms when it has just committed.
     */
    SAME_ORDERS("8 threads on the same orders") {
        @Override
        Outcome run(Rig rig, Scale scale, long seed) {
            rig.run(load(rig, 8, scale.many(), seed)); // The first ones are slow on every rung.
            var outcome = rig.run(load(rig, 8, scale.many(), seed));
            rig.run(load(rig, 8, scale.many(), seed).with(Variation.PREEMPTED));
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

    /**
     * Does it, and leaves everything running.
     *
     * @return what the callers saw; null when their process was killed
     */
    abstract @Nullable Outcome run(Rig rig, Scale scale, long seed);

    /** From what on a caller is said to have waited for somebody else; null where there is nobody to wait for. */
    @Nullable
    Duration patience() {
        return switch (this) {
            case OUTSIDE_SLOW -> OUTSIDE;
            case BROKER_DOWN -> OUTAGE;
            default -> null;
        };
    }

    /** No two experiments share an order, nor do two rungs. */
    long firstOrder(Rung rung) {
        return 1 + 1_000L * rung.ordinal() + 10L * ordinal();
    }

    long lastOrder(Rung rung) {
        return firstOrder(rung) + ORDERS - 1;
    }

    /** One more line of each order: what was before it and has not come when its refund is there will not come. */
    Load last(Rig rig) {
        return load(rig, 1, ORDERS, 0).with(Variation.IN_TURNS);
    }

    Load load(Rig rig, int threads, int lines, long seed) {
        return new Load(threads, lines, firstOrder(rig.rung()), ORDERS, seed, Variation.NONE, 0);
    }
}
