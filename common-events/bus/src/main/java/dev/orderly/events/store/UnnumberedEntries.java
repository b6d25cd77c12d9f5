package dev.orderly.events.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.orderly.events.store.OpenHoles.Suspects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.ResultSetExtractor;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What one statement, and so one snapshot, sees: the head, the entries in holes that may have been filled, and the entries
 * beyond the frontier. At most a limit of them, and no more than fit into a batch.
 *
 * @param head     the highest position given so far
 * @param frontier the highest insertion id passed so far
 * @param allHaveEnded whether every transaction that could have an entry up to the last one of these had ended, so that
 *                 nobody can fill a new hole
 * @param entries  with their positions after the head. Those in holes come first: an aggregate's later entry cannot be
 *                 visible without its earlier one
 * @param inHoles  the insertion ids of the entries in holes, by hole
 * @param beyond   the insertion ids of the entries beyond the frontier
 * @param allHolesRead whether nothing is left in the holes that may have been filled
 */
record UnnumberedEntries(
        long head,
        long frontier,
        Snapshot snapshot,
        boolean allHaveEnded,
        List<EventEntry> entries,
        Map<InsertionIds, List<Long>> inHoles,
        List<Long> beyond,
        boolean allHolesRead) {

    /**
     * The bounds are constants, so that partitions are pruned when the statement is planned. The entries of a hole are read
     * in their order, up to the limit: a hole of a million entries costs no more than the batch.
     *
     * <p>The statement's own transaction id is drawn behind its snapshot, and only if there is an entry: a store at rest uses
     * up no ids.
     */
    static final String SELECT = """
            WITH head AS MATERIALIZED (
                SELECT position, frontier FROM orderly.event_head
            ), suspect AS MATERIALIZED (
                SELECT least(:unchecked, min(hole)) AS first
                FROM unnest(:transactions::bigint[], :holes::bigint[]) AS pending (transaction, hole)
                WHERE pg_visible_in_snapshot(transaction::text::xid8, pg_current_snapshot())
            ), late AS (
                SELECT hole.*, entry.*
                FROM (
                    SELECT first_insertion_id, last_insertion_id
                    FROM orderly.event_hole
                    WHERE first_insertion_id >= (SELECT first FROM suspect)
                    ORDER BY first_insertion_id
                ) AS hole CROSS JOIN LATERAL (
                    SELECT insertion_id, %1$s
                    FROM orderly.event_entry AS entry
                    WHERE insertion_id BETWEEN hole.first_insertion_id AND hole.last_insertion_id
                      AND insertion_id BETWEEN :firstHole AND :frontier
                    ORDER BY insertion_id
                    LIMIT :limit
                ) AS entry
                ORDER BY first_insertion_id, insertion_id
                LIMIT :limit
            ), beyond AS (
                SELECT NULL::bigint, NULL::bigint, insertion_id, %1$s
                FROM orderly.event_entry AS entry
                WHERE insertion_id > :frontier AND (SELECT frontier FROM head) = :frontier
                ORDER BY insertion_id
                LIMIT :limit
            )
            SELECT position, frontier, pg_current_snapshot()::text AS snapshot,
                   (SELECT pg_current_xact_id()::text::bigint
                    WHERE frontier = :frontier
                      AND EXISTS (SELECT FROM orderly.event_entry WHERE insertion_id > :frontier)) AS transaction,
                   NULL::bigint AS first_insertion_id, NULL::bigint AS last_insertion_id, NULL::bigint AS insertion_id,
                   NULL::uuid AS id, NULL AS type, NULL AS source, NULL AS subject, NULL::timestamptz AS occurred_at,
                   NULL AS content_type, NULL::bytea AS payload, NULL AS trace_parent, NULL AS context, NULL::bigint AS before
            FROM head
            UNION ALL
            SELECT * FROM (
                SELECT NULL::bigint, NULL::bigint, NULL, NULL::bigint, late.*,
                       sum(octet_length(payload)) OVER (ORDER BY insertion_id ROWS UNBOUNDED PRECEDING)
                           - octet_length(payload) AS before
                FROM late
            ) AS measured
            WHERE before < :bytes
            UNION ALL
            SELECT * FROM (
                SELECT NULL::bigint, NULL::bigint, NULL, NULL::bigint, beyond.*,
                       sum(octet_length(payload)) OVER (ORDER BY insertion_id ROWS UNBOUNDED PRECEDING)
                           - octet_length(payload) AS before
                FROM beyond
            ) AS measured
            WHERE before < :bytes""".formatted(EventEntryMapper.COLUMNS);

    private static final int COUNTED = 10_000;

    private static final String SOME_HOLES = """
            (SELECT * FROM orderly.event_hole ORDER BY first_insertion_id LIMIT 1000) AS hole""";

    private static final String IN_HOLE = """
            insertion_id BETWEEN hole.first_insertion_id AND hole.last_insertion_id""";

    private static final String BEYOND = "insertion_id > (SELECT frontier FROM orderly.event_head)";

    /**
     * How many entries have no position, as an expression. More than {@value #COUNTED} are not counted, but estimated from the
     * insertion ids, which includes those of open and rolled back transactions. Of the holes, the first 1000 are looked into.
     */
    static final String COUNT = """
            (SELECT CASE WHEN beyond.entries < %1$d THEN beyond.entries
                         ELSE greatest(%1$d, sequence.last_value - head.frontier) END + late.entries
             FROM orderly.event_head AS head
             CROSS JOIN orderly.event_entry_insertion_id_seq AS sequence
             CROSS JOIN (
                SELECT count(*) AS entries
                FROM (SELECT FROM orderly.event_entry WHERE %2$s ORDER BY insertion_id LIMIT %1$d) AS counted
             ) AS beyond
             CROSS JOIN (
                SELECT count(*) AS entries
                FROM (
                    SELECT
                    FROM %3$s CROSS JOIN LATERAL (
                        SELECT FROM orderly.event_entry WHERE %4$s ORDER BY insertion_id LIMIT %1$d
                    ) AS entry
                    LIMIT %1$d
                ) AS counted
             ) AS late)""".formatted(COUNTED, BEYOND, SOME_HOLES, IN_HOLE);

    /** When the first entry without a position occurred, as an expression. */
    static final String OLDEST = """
            coalesce(
                (SELECT entry.occurred_at
                 FROM %s CROSS JOIN LATERAL (
                    SELECT occurred_at FROM orderly.event_entry WHERE %s ORDER BY insertion_id LIMIT 1
                 ) AS entry
                 LIMIT 1),
                (SELECT occurred_at FROM orderly.event_entry WHERE %s ORDER BY insertion_id LIMIT 1))""".formatted(SOME_HOLES, IN_HOLE, BEYOND);

    /**
     * @param frontier beyond which to read. If the store's frontier is another one, only the head is right
     * @param limit    the maximum number of entries
     */
    static UnnumberedEntries read(JdbcClient jdbc, long frontier, Suspects suspects, int limit) {
        return jdbc.sql(SELECT)
                .param("frontier", frontier)
                .param("firstHole", suspects.first())
                .param("unchecked", suspects.unchecked())
                .param("transactions", suspects.transactions())
                .param("holes", suspects.holes())
                .param("limit", limit)
                .param("bytes", EventStore.BATCH_BYTES)
                .query(new Extractor(limit));
    }

    /** Beyond the frontier up to the last of these entries. */
    long newFrontier() {
        return beyond.isEmpty() ? frontier : beyond.get(beyond.size() - 1);
    }

    /** The insertion ids that the new frontier passes although they have no entry, if it can still appear. */
    List<InsertionIds> newHoles() {
        return allHaveEnded ? List.of() : new InsertionIds(frontier + 1, newFrontier()).without(beyond);
    }

    /** What is left of the holes that have entries. */
    List<InsertionIds> remainingHoles() {
        List<InsertionIds> remaining = new ArrayList<>();
        inHoles.forEach((hole, ids) -> remaining.addAll(hole.without(ids)));
        return remaining;
    }

    /** In the order of the positions. */
    List<Long> insertionIds() {
        List<Long> ids = new ArrayList<>(entries.size());
        inHoles.values().forEach(ids::addAll);
        ids.addAll(beyond);
        return ids;
    }

    private static final class Extractor implements ResultSetExtractor<UnnumberedEntries> {

        private final int limit;
        private final List<EventEntry> entries = new ArrayList<>();
        private final Map<InsertionIds, List<Long>> inHoles = new LinkedHashMap<>();
        private final List<Long> beyond = new ArrayList<>();
        private long bytes;

        Extractor(int limit) {
            this.limit = limit;
        }

        @Override
        public UnnumberedEntries extractData(ResultSet row) throws SQLException {
            row.next();
            long head = row.getLong("position");
            long frontier = row.getLong("frontier");
            var snapshot = Snapshot.parse(row.getString("snapshot"));
            var allHaveEnded = snapshot.hasAllBefore(row.getLong("transaction"));
            var allHolesRead = true;
            long previous = 0;
            while (row.next()) {
                long id = row.getLong("insertion_id");
                if (id <= previous) {
                    throw new IllegalStateException(
                            "PostgreSQL has returned insertion id %d after %d".formatted(id, previous));
                }
                previous = id;
                if (isFull()) {
                    continue;
                }
                var entry = EventEntryMapper.entry(row, head + entries.size() + 1);
                entries.add(entry);
                bytes += entry.payload().length;
                var hole = hole(row);
                if (hole == null) {
                    beyond.add(id);
                } else {
                    inHoles.computeIfAbsent(hole, each -> new ArrayList<>()).add(id);
                    allHolesRead = !isFull();
                }
            }
            return new UnnumberedEntries(
                    head, frontier, snapshot, allHaveEnded, entries, inHoles, beyond, allHolesRead);
        }

        private boolean isFull() {
            return entries.size() >= limit || bytes >= EventStore.BATCH_BYTES;
        }

        private static @Nullable InsertionIds hole(ResultSet row) throws SQLException {
            long first = row.getLong("first_insertion_id");
            return row.wasNull() ? null : new InsertionIds(first, row.getLong("last_insertion_id"));
        }
    }
}
