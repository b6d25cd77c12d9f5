package dev.orderly.events.inbox;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.UUID;

import dev.orderly.events.support.TableLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The partitions of {@code processed_event}: one for each day (UTC) on which events were raised, according to their
 * UUIDv7, and the rest. Several threads and processes may use it at the same time. It reads only the database's clock,
 * because that one set {@code processed_at}.
 */
final class ProcessedEventPartitions {

    /**
     * Only inserts into the rest wait, while PostgreSQL searches it. A day with events in the rest must not get a partition: their duplicates would go
     * there, and would not be recognized.
     */
    private static final String ADD = """
            DO $$
            BEGIN
                PERFORM set_config('lock_timeout', '200ms', true);
                PERFORM pg_advisory_xact_lock(hashtextextended('orderly processed_event', 0));
                IF to_regclass('orderly.processed_event_%1$s') IS NULL AND NOT EXISTS (
                    SELECT FROM orderly.processed_event_rest WHERE event_id >= '%2$s' AND event_id < '%3$s')
                THEN
                    CALL orderly.add_partition('processed_event', '%1$s', '%2$s', '%3$s');
                END IF;
            END $$""";

    private static final String DAYS = """
            SELECT to_date(substring(relname FROM '[0-9]{8}$'), 'YYYYMMDD') AS day
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = 'orderly.processed_event'::regclass AND relname ~ '_[0-9]{8}$'
            ORDER BY day""";

    private static final String IS_NEEDED = "SELECT EXISTS (SELECT FROM orderly.%s WHERE processed_at >= ?)";

    private static final String DELETE_FROM_REST = """
            DELETE FROM orderly.processed_event_rest
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM orderly.processed_event_rest WHERE processed_at < ? LIMIT ?))""";

    private final JdbcClient jdbc;

    ProcessedEventPartitions(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Instant now() {
        return jdbc.sql("SELECT clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    /** Creates the day's partition, unless it exists or the rest holds events of that day. */
    void add(LocalDate day) {
        jdbc.sql(ADD.formatted(suffix(day), firstId(day), firstId(day.plusDays(1))))
                .update();
    }

    /** The days that have a partition, ascending. */
    List<LocalDate> days() {
        return jdbc.sql(DAYS).query(LocalDate.class).list();
    }

    /** Whether any event of the day was processed at or after that time. */
    boolean isNeeded(LocalDate day, Instant since) {
        return jdbc.sql(IS_NEEDED.formatted(nameOf(day)))
                .param(since.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /**
     * Locks the table exclusively until the running transaction ends.
     *
     * @throws org.springframework.dao.CannotAcquireLockException if the lock is not granted within 200 ms
     */
    void lock() {
        new TableLock(jdbc, "processed_event").acquire();
    }

    /** Drops the day's partition, in the running transaction. */
    void drop(LocalDate day) {
        jdbc.sql("CALL orderly.drop_partition(?)").param(nameOf(day)).update();
    }

    /**
     * Deletes rows from the rest that were processed before that time. It locks only those rows.
     *
     * @return the number of deleted rows
     */
    int deleteFromRest(Instant before, int limit) {
        return jdbc.sql(DELETE_FROM_REST)
                .params(before.atOffset(ZoneOffset.UTC), limit)
                .update();
    }

    static String nameOf(LocalDate day) {
        return "processed_event_" + suffix(day);
    }

    private static String suffix(LocalDate day) {
        return DateTimeFormatter.BASIC_ISO_DATE.format(day);
    }

    /** A UUIDv7 begins with 48 bits of milliseconds, and PostgreSQL compares UUIDs byte by byte. */
    private static UUID firstId(LocalDate day) {
        return new UUID(day.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli() << 16, 0);
    }
}
