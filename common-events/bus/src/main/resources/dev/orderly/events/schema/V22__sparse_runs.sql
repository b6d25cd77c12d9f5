-- Where many transactions roll back, few insertion ids follow each other. A run may then be sparse: one row instead of one for
-- each range of consecutive ids.

-- Instances of the version before would take the ids of a sparse run for consecutive ones, so the column of the first id has a new
-- name. Until they are replaced, they go on raising events; they give no positions, and read none.
-- The forwarder and the feeds use the table all the time, but not for long. A dump does, so a lock that is not granted within
-- 200 ms is requested again.
DO $$
BEGIN
    SET LOCAL lock_timeout = '200ms';
    FOR attempt IN 1..75 LOOP
        BEGIN
            LOCK TABLE orderly.event_run IN ACCESS EXCLUSIVE MODE;
            ALTER TABLE orderly.event_run RENAME COLUMN first_insertion_id TO lowest_insertion_id;
            -- For each position, the insertion id less the lowest one. Null if the insertion ids follow each other.
            ALTER TABLE orderly.event_run ADD COLUMN insertion_offsets int[];
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    RAISE EXCEPTION 'the positions of events are in use'
        USING HINT = 'The schema cannot be migrated while a long transaction, such as a dump, reads the event store. Find it in pg_locks (relation orderly.event_run), let it end, and start the service again.';
END $$;
