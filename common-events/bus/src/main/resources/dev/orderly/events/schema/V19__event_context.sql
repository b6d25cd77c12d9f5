-- Correlation, causation, tenant and headers of the application: a JSON object of CloudEvents attributes. Null if there is none,
-- which takes no space in a row that has another null, and one bit in the others.

-- Waiting for the table would hold up everybody who raises an event, so a lock that is not granted within 200 ms is requested again.
DO $$
BEGIN
    SET LOCAL lock_timeout = '200ms';
    FOR attempt IN 1..75 LOOP
        BEGIN
            ALTER TABLE orderly.event_entry ADD COLUMN context text;
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    RAISE EXCEPTION 'transactions that have raised events do not end'
        USING HINT = 'The schema cannot be migrated while a transaction that has raised an event is open or prepared. Find it in pg_locks (relation orderly.event_entry), end it, and start the service again.';
END $$;
