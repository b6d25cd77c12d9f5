package dev.orderly.events.store;

import java.util.List;

import dev.orderly.events.support.TableLock;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The range partitions of a table in the schema {@code orderly}, by a number that only grows: partition {@code n} holds
 * {@value #SIZE} numbers, from {@code n} times {@value #SIZE} on. Safe for use by several threads and processes.
 */
final class RangePartitions {

    static final long SIZE = 1_000_000;

    /** The advisory lock keeps two sessions from creating the same partition: IF NOT EXISTS alone does not. */
    private static final String ADD = """
            DO $$
            BEGIN
                PERFORM pg_advisory_xact_lock(hashtextextended('orderly %1$s', 0));
                IF to_regclass('orderly.%1$s_%2$d') IS NULL THEN
                    CALL orderly.add_partition('%1$s', '%2$d', '%3$d', '%4$d');
                END IF;
            END $$""";

    private static final String NUMBERS = """
            SELECT substring(relname FROM '[0-9]+$')::bigint AS number
            FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
            WHERE inhparent = ('orderly.' || ?)::regclass
            ORDER BY number""";

    private final JdbcClient jdbc;
    private final String table;

    RangePartitions(JdbcClient jdbc, String table) {
        this.jdbc = jdbc;
        this.table = table;
    }

    /**
     * Creates the partition that holds this number, and the next one, unless they exist.
     *
     * @return the first number without a partition
     */
    long addFor(long value) {
        long number = value / SIZE;
        for (long each = number; each <= number + 1; each++) {
            jdbc.sql(ADD.formatted(table, each, startOf(each), startOf(each + 1)))
                    .update();
        }
        return startOf(number + 2);
    }

    /** The numbers of the existing partitions, ascending. */
    List<Long> existing() {
        return jdbc.sql(NUMBERS).param(table).query(Long.class).list();
    }

    /**
     * Locks the whole table until the running transaction ends.
     *
     * @throws org.springframework.dao.CannotAcquireLockException when another session still uses the table after 200 ms
     */
    void lock() {
        new TableLock(jdbc, table).acquire();
    }

    /** Drops a partition with all its rows, in the running transaction; waits until no other session uses the table. */
    void drop(long number) {
        jdbc.sql("CALL orderly.drop_partition(?)").param(nameOf(number)).update();
    }

    String nameOf(long number) {
        return table + "_" + number;
    }

    static long startOf(long number) {
        return number * SIZE;
    }
}
