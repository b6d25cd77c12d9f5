-- An event is one row. The sequencer reads the entries beyond a frontier, so the second row, in unnumbered_event, is gone.

-- Nobody may hold an insertion id while the frontier is computed. Waiting for the tables would hold up everybody who raises an
-- event, and could deadlock with them, so a lock that is not granted within 200 ms is released and requested again.
DO $$
BEGIN
    SET LOCAL lock_timeout = '200ms';
    FOR attempt IN 1..75 LOOP
        BEGIN
            LOCK TABLE orderly.unnumbered_event, orderly.event_entry, orderly.event_head IN ACCESS EXCLUSIVE MODE;
            RETURN;
        EXCEPTION WHEN lock_not_available THEN
            PERFORM pg_sleep(0.05);
        END;
    END LOOP;
    RAISE EXCEPTION 'transactions that have raised events do not end'
        USING HINT = 'The schema cannot be migrated while a transaction that has raised an event is open or prepared. Find it in pg_locks (relation orderly.event_entry), end it, and start the service again.';
END $$;

-- The ids that are not in event_entry although a later id has a position: an event that still has to get its position, an event
-- that commits late, or a rollback. Ranges that do not overlap. The row of event_head serializes their changes, so no constraint
-- is needed.
CREATE TABLE orderly.event_hole (
    first_insertion_id bigint NOT NULL,
    last_insertion_id  bigint NOT NULL
);
CREATE INDEX event_hole_first ON orderly.event_hole (first_insertion_id);

-- The highest insertion id that the sequencer has passed. Each entry up to it has a position, or is in a hole.
ALTER TABLE orderly.event_head ADD COLUMN frontier bigint NOT NULL DEFAULT 0;
UPDATE orderly.event_head SET frontier = coalesce(
    (SELECT max(first_insertion_id + last_position - first_position) FROM orderly.event_run),
    (SELECT min(insertion_id) - 1 FROM orderly.unnumbered_event),
    (SELECT last_value FROM orderly.event_entry_insertion_id_seq WHERE is_called),
    0);
ALTER TABLE orderly.event_head ALTER COLUMN frontier DROP DEFAULT;

INSERT INTO orderly.event_hole (first_insertion_id, last_insertion_id)
SELECT insertion_id, insertion_id
FROM orderly.unnumbered_event
WHERE insertion_id <= (SELECT frontier FROM orderly.event_head);

-- A transaction has to get its transaction id before its first insertion id: then it shows in every snapshot for as long as it may
-- still fill a hole. An identity column would draw the insertion id first. CACHE 1, the default, is needed as before.
DO $$
DECLARE
    last   bigint;
    called boolean;
BEGIN
    SELECT last_value, is_called INTO last, called FROM orderly.event_entry_insertion_id_seq;
    ALTER TABLE orderly.event_entry ALTER COLUMN insertion_id DROP IDENTITY;
    CREATE SEQUENCE orderly.event_entry_insertion_id_seq OWNED BY orderly.event_entry.insertion_id;
    PERFORM setval('orderly.event_entry_insertion_id_seq', last, called);
END $$;
ALTER TABLE orderly.event_entry ALTER COLUMN insertion_id SET DEFAULT
    nextval(CASE WHEN pg_current_xact_id() <> '0'::xid8 THEN 'orderly.event_entry_insertion_id_seq'::regclass END);

-- Instances of the version before can go on raising events until they are replaced: they insert into this view.
DROP TABLE orderly.unnumbered_event;
CREATE VIEW orderly.unnumbered_event AS SELECT 0::bigint AS insertion_id, 0 AS payload_size WHERE false;
CREATE FUNCTION orderly.ignore_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER ignore_row INSTEAD OF INSERT ON orderly.unnumbered_event FOR EACH ROW EXECUTE FUNCTION orderly.ignore_row();
