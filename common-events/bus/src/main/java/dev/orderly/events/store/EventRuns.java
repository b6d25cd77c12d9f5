package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code event_run}. A run gives consecutive positions to entries in the order of their insertion ids. These follow
 * each other, or the run is sparse, and has an offset for each position.
 *
 * <p>The expressions are about a row with the alias {@code run}.
 */
final class EventRuns {

    /** Below this, one row with all offsets costs less than a row for each consecutive range. */
    private static final int ENTRIES_OF_A_RANGE = 16;

    /** A run has one position at least, so these are enough. */
    private static final String AFTER = """
            SELECT first_position, last_position, lowest_insertion_id,
                   CASE WHEN first_position <= :last THEN insertion_offsets END AS insertion_offsets
            FROM orderly.event_run
            WHERE last_position > :position
            ORDER BY last_position
            LIMIT :limit""";

    private final JdbcClient jdbc;

    EventRuns(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The insertion id at a position of the run. */
    static String insertionIdAt(String position) {
        return """
                (run.lowest_insertion_id
                    + coalesce(run.insertion_offsets[%1$s - run.first_position + 1], %1$s - run.first_position))""".formatted(position);
    }

    /** How many insertion ids of the run are not higher than this one. */
    static String countUpTo(String insertionId) {
        return """
                coalesce(
                    width_bucket(greatest(-1, least(%1$s - run.lowest_insertion_id, %2$d))::int, run.insertion_offsets),
                    greatest(0, least(%1$s - run.lowest_insertion_id, run.last_position - run.first_position) + 1))""".formatted(insertionId, Integer.MAX_VALUE);
    }

    /** Whether an insertion id between the lowest and the highest one is of the run. */
    static String contains(String insertionId) {
        return "(run.insertion_offsets IS NULL OR %s - run.lowest_insertion_id = ANY (run.insertion_offsets))"
                .formatted(insertionId);
    }

    /**
     * The offsets, if one sparse run is to give these insertion ids their positions; null, if there is to be a run for each range.
     * A run never reaches over more insertion ids than a partition has.
     *
     * @param ids ascending
     */
    static int @Nullable [] offsets(List<Long> ids, List<InsertionIds> ranges) {
        long lowest = ids.get(0);
        if (ranges.size() == 1
                || ids.size() >= (long) ranges.size() * ENTRIES_OF_A_RANGE
                || ids.get(ids.size() - 1) - lowest >= RangePartitions.SIZE) {
            return null;
        }
        return ids.stream().mapToInt(each -> (int) (each - lowest)).toArray();
    }

    /** The entries of the positions after this one, at most {@code limit} of them. Positions have no gaps, so the last is known. */
    List<Range> after(long position, int limit) {
        long last = position + Math.min(limit, Long.MAX_VALUE - position);
        return jdbc
                .sql(AFTER)
                .param("position", position)
                .param("last", last)
                .param("limit", limit)
                .query((row, number) -> ranges(row))
                .list()
                .stream()
                .flatMap(List::stream)
                .filter(each -> each.firstPosition() <= last && each.lastPosition() > position)
                .map(each -> each.between(position + 1, last))
                .toList();
    }

    private static List<Range> ranges(ResultSet row) throws SQLException {
        long first = row.getLong("first_position");
        long lowest = row.getLong("lowest_insertion_id");
        var offsets = row.getArray("insertion_offsets");
        if (offsets == null) {
            return List.of(new Range(first, row.getLong("last_position"), lowest));
        }
        var ids = Arrays.stream((Integer[]) offsets.getArray())
                .map(each -> lowest + each)
                .toList();
        return Range.of(first, InsertionIds.rangesOf(ids));
    }

    /** Positions of entries with consecutive insertion ids. */
    record Range(long firstPosition, long lastPosition, long firstInsertionId) {

        /** With consecutive positions from the first one on. */
        static List<Range> of(long firstPosition, List<InsertionIds> consecutive) {
            List<Range> ranges = new ArrayList<>(consecutive.size());
            long next = firstPosition;
            for (var ids : consecutive) {
                ranges.add(new Range(next, next + ids.size() - 1, ids.first()));
                next += ids.size();
            }
            return ranges;
        }

        long lastInsertionId() {
            return firstInsertionId + lastPosition - firstPosition;
        }

        /** The part of it between these positions. */
        Range between(long first, long last) {
            long from = Math.max(first, firstPosition);
            return new Range(from, Math.min(last, lastPosition), firstInsertionId + from - firstPosition);
        }
    }
}
