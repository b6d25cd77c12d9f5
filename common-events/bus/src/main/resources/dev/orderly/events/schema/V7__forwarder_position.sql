-- How far the forwarder has delivered. A table of its own, which no request over HTTP can name. One row, from the forwarder's first
-- start on; nothing is dropped that it has not passed.
CREATE TABLE orderly.forwarder_position (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    position  bigint NOT NULL
);

-- It was a reader under the name of the source. A reader of the feed cannot have a slash in its name.
WITH moved AS (
    DELETE FROM orderly.reader_offset
    WHERE reader LIKE '%/%' OR reader IN (SELECT source FROM orderly.event_store_owner)
    RETURNING position
)
INSERT INTO orderly.forwarder_position (position)
SELECT max(position) FROM moved HAVING count(*) > 0;
