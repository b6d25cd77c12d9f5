package dev.orderly.events.deadletter;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import org.springframework.jdbc.core.simple.JdbcClient;

/** How many dead letters each consumer of this service has. Safe for use by several threads. */
public final class DeadLetterCounts {

    private static final String SELECT = """
            SELECT consumer, sum(parked) AS parked, sum(waiting) AS waiting, sum(discarded) AS discarded
            FROM (
                SELECT consumer, count(*) FILTER (WHERE parked) AS parked, count(*) FILTER (WHERE NOT parked) AS waiting,
                       0 AS discarded
                FROM orderly.dead_letter
                GROUP BY consumer
                UNION ALL
                SELECT consumer, 0, 0, count(*)
                FROM orderly.discarded_event
                GROUP BY consumer) AS counted
            GROUP BY consumer""";

    private final JdbcClient jdbc;

    public DeadLetterCounts(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The counts by consumer; a consumer without dead letters is missing. */
    public Map<String, Count> byConsumer() {
        return jdbc.sql(SELECT).query(Count.class).list().stream()
                .collect(Collectors.toMap(Count::consumer, Function.identity()));
    }

    /**
     * The dead letters of one consumer.
     *
     * @param parked  those that need an operator
     * @param waiting those that are retried automatically, or wait behind another of their aggregate
     * @param discarded those that were given up
     */
    public record Count(String consumer, long parked, long waiting, long discarded) {}
}
