package dev.orderly.shop.work;

/**
 * The table that holds the work, in SQL. It has the columns {@code id uuid}, {@code attempts integer} (0 at first),
 * {@code next_attempt_at timestamptz} (the time of the insert at first) and {@code trace_parent text}, and an index on
 * {@code next_attempt_at} over its unfinished rows. In the conditions the row is called {@code work}.
 *
 * @param name       the table's name
 * @param unfinished the condition that a row is unfinished, the same as the index has
 * @param ready      the condition that an unfinished row may be leased now
 * @param details    a join that adds columns to the leased row {@code work}; may be empty
 */
public record LeaseTable(String name, String unfinished, String ready, String details) {

    /** A table in which every unfinished row may be leased and holds everything that the work needs. */
    public LeaseTable(String name, String unfinished) {
        this(name, unfinished, "TRUE", "");
    }
}
