package dev.orderly.events.deadletter;

/** How dead letters become discarded events. */
final class Discards {

    /**
     * Moves the dead letters of a condition, in one statement. They count as processed from then on: a duplicate that a
     * transport delivers later is recognized, and has no effect. Parameters: those of the condition, who, and why.
     */
    static final String STATEMENT = """
            WITH gone AS (
                DELETE FROM orderly.dead_letter WHERE %s RETURNING *),
            processed AS (
                INSERT INTO orderly.processed_event (consumer, event_id)
                SELECT consumer, event_id FROM gone
                ON CONFLICT DO NOTHING)
            INSERT INTO orderly.discarded_event
                (id, consumer, event_id, type, topic, origin, key, binary_key, position, headers, payload, attempts, reason,
                 dead_lettered_at, discarded_by, discard_reason)
            SELECT id, consumer, event_id, type, topic, origin, key, binary_key, position, headers, payload, attempts, reason,
                   dead_lettered_at, ?, ?
            FROM gone
            ON CONFLICT (consumer, event_id) DO NOTHING""";

    private Discards() {}
}
