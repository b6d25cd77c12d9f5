package dev.orderly.events.inbox;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import org.slf4j.Logger;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Whether an operator has paused this service's consumer, or a replay is running, behind which it waits. A paused consumer
 * takes no event from its transport, and retries no dead letter; what it has taken already is finished. The pause is in the
 * database: it survives restarts, and the other instances of the service follow within {@code 2 s}. During an outage of the database the last state that was read holds.
 * Safe for use by several threads.
 */
public final class ConsumerPause implements BackgroundWork {

    private static final Logger log = SafeLog.of(ConsumerPause.class);

    private static final Duration POLL = Duration.ofSeconds(2);

    private static final String SELECT = """
            SELECT (SELECT paused_at FROM orderly.paused_consumer WHERE consumer = :consumer) AS paused_at,
                   EXISTS (SELECT FROM orderly.replay WHERE consumer = :consumer AND state = 'RUNNING') AS replaying""";

    private static final String INSERT = """
            INSERT INTO orderly.paused_consumer (consumer, paused_by) VALUES (?, ?)
            ON CONFLICT DO NOTHING""";

    private static final String DELETE = "DELETE FROM orderly.paused_consumer WHERE consumer = ?";

    private final JdbcClient jdbc;
    private final String consumer;
    private final List<Consumer<Boolean>> listeners = new CopyOnWriteArrayList<>();
    private final Worker worker = new Worker("consumer-pause", this::run);
    private final Outage outage;
    private volatile State state = new State(Optional.empty(), false);

    ConsumerPause(JdbcClient jdbc, String consumer) {
        this.jdbc = jdbc;
        this.consumer = consumer;
        this.outage = new Outage(log, "Looking for a pause of " + consumer, Backoff.constant(POLL));
    }

    /** Whether the consumer takes no events, because of an operator or of a replay. */
    public boolean isPaused() {
        return state.pausedAt().isPresent() || state.isReplaying();
    }

    /** Since when an operator has paused the consumer; empty if none has. */
    public Optional<Instant> pausedAt() {
        return state.pausedAt();
    }

    /** Whether a replay to the consumer is running. */
    public boolean isReplaying() {
        return state.isReplaying();
    }

    /** Looks at once whether a replay has begun or ended. */
    public void refresh() {
        read();
    }

    /** Pauses the consumer, or leaves it paused. */
    public void pause(String by) {
        jdbc.sql(INSERT).params(consumer, by).update();
        read();
    }

    /** Resumes the consumer, if it is paused. */
    public void resume() {
        jdbc.sql(DELETE).param(consumer).update();
        read();
    }

    /** Calls the listener at each change, and at once if the consumer is paused now. It must not block. */
    public synchronized void onChange(Consumer<Boolean> listener) {
        listeners.add(listener);
        if (isPaused()) {
            listener.accept(true);
        }
    }

    /** Reads the state first, so that a transport that starts after it starts paused. */
    @Override
    public void start() {
        read();
        worker.start();
    }

    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    private void run() {
        while (worker.shouldRun()) {
            worker.pause(POLL);
            try {
                read();
                outage.recovered();
            } catch (RuntimeException e) {
                if (worker.shouldRun()) {
                    outage.failed(e.toString());
                }
            }
        }
    }

    private synchronized void read() {
        var before = isPaused();
        state = jdbc.sql(SELECT)
                .param("consumer", consumer)
                .query((row, number) -> new State(
                        Optional.ofNullable(row.getObject("paused_at", OffsetDateTime.class))
                                .map(OffsetDateTime::toInstant),
                        row.getBoolean("replaying")))
                .single();
        if (isPaused() != before) {
            log.info(
                    isPaused()
                            ? state.isReplaying()
                                    ? "{} takes no event from its transport until its replay ends"
                                    : "{} is paused: it takes no event until it is resumed"
                            : "{} is resumed",
                    consumer);
            listeners.forEach(each -> each.accept(isPaused()));
        }
    }

    private record State(Optional<Instant> pausedAt, boolean isReplaying) {}
}
