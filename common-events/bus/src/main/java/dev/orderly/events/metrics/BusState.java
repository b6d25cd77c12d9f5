package dev.orderly.events.metrics;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.TransactionException;

/**
 * Where the bus stands, as its tables have it. However often it is asked for, and by however many threads, the database
 * is asked once in five seconds at the most; while it is away, nothing is known.
 */
final class BusState {

    private static final Logger log = LoggerFactory.getLogger(BusState.class);
    private static final Duration RECENT = Duration.ofSeconds(5);

    /** The oldest event is the first that has a position and was not forwarded, or else the first without a position. */
    private static final String OUTGOING = """
            WITH forwarder AS (
                SELECT coalesce((SELECT position FROM orderly.reader_offset WHERE reader = ?), 0) AS position
            )
            SELECT forwarder.position AS forwarded,
                   head.position - forwarder.position + (SELECT count(*) FROM orderly.unnumbered_event) AS backlog,
                   coalesce(greatest(0, extract(epoch FROM clock_timestamp() - coalesce(
                       (SELECT entry.occurred_at
                        FROM orderly.event_run AS run
                        JOIN orderly.event_entry AS entry
                          ON entry.insertion_id = run.first_insertion_id + forwarder.position + 1 - run.first_position
                        WHERE run.last_position > forwarder.position
                        ORDER BY run.last_position
                        LIMIT 1),
                       (SELECT entry.occurred_at
                        FROM orderly.unnumbered_event
                        JOIN orderly.event_entry AS entry USING (insertion_id)
                        ORDER BY insertion_id
                        LIMIT 1)))), 0)::float8 AS age
            FROM forwarder CROSS JOIN orderly.event_head AS head""";

    private static final String SET_ASIDE = """
            SELECT consumer, count(*) FILTER (WHERE parked) AS parked, count(*) FILTER (WHERE NOT parked) AS waiting
            FROM orderly.dead_letter
            GROUP BY consumer""";

    private final JdbcClient jdbc;
    private final String source;
    private final Duration recent;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Answer last;
    private long progressAt = System.nanoTime();
    private long forwarded = -1;

    BusState(JdbcClient jdbc, String source) {
        this(jdbc, source, RECENT);
    }

    BusState(JdbcClient jdbc, String source, Duration recent) {
        this.jdbc = jdbc;
        this.source = source;
        this.recent = recent;
    }

    /** Where it stood a moment ago; null when the database could not tell. */
    @Nullable
    Snapshot get() {
        lock.lock();
        try {
            var answer = last;
            if (answer == null || System.nanoTime() - answer.nanoTime() > recent.toNanos()) {
                answer = new Answer(ask(), System.nanoTime());
                last = answer;
            }
            return answer.snapshot();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Snapshot ask() {
        try {
            var outgoing =
                    jdbc.sql(OUTGOING).param(source).query(Outgoing.class).single();
            Map<String, SetAside> setAside = new TreeMap<>();
            jdbc.sql(SET_ASIDE).query(SetAside.class).list().forEach(each -> setAside.put(each.consumer(), each));
            if (outgoing.forwarded() != forwarded || outgoing.backlog() == 0) {
                forwarded = outgoing.forwarded();
                progressAt = System.nanoTime();
            }
            return new Snapshot(outgoing, setAside, Duration.ofNanos(System.nanoTime() - progressAt));
        } catch (DataAccessException | TransactionException e) {
            log.debug("Cannot tell where the bus stands", e);
            return null;
        }
    }

    /**
     * What there is.
     *
     * @param outgoing  the events of this service on their way to the transport
     * @param setAside  what could not be dealt with yet, by consumer
     * @param unchanged for how long, as far as anybody has looked, there was a backlog and none of it was forwarded
     */
    record Snapshot(Outgoing outgoing, Map<String, SetAside> setAside, Duration unchanged) {

        long parked() {
            return setAside.values().stream().mapToLong(SetAside::parked).sum();
        }

        SetAside of(String consumer) {
            return setAside.getOrDefault(consumer, new SetAside(consumer, 0, 0));
        }
    }

    /**
     * The events of this service.
     *
     * @param forwarded how many have left, ever
     * @param backlog   how many have not
     * @param age       of the oldest of those, in seconds; 0 when there is none
     */
    record Outgoing(long forwarded, long backlog, double age) {}

    /**
     * The dead letters of a consumer.
     *
     * @param parked  those that wait for an operator
     * @param waiting those that are tried again by themselves, or wait behind another
     */
    record SetAside(String consumer, long parked, long waiting) {}

    private record Answer(@Nullable Snapshot snapshot, long nanoTime) {}
}
