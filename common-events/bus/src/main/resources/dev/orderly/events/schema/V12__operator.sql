-- Consumers that an operator has paused. A row means paused: every instance of the service looks here, also after a restart.
CREATE TABLE orderly.paused_consumer (
    consumer  text PRIMARY KEY,
    paused_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    paused_by text        NOT NULL
);

-- For the position of one event. Runs come almost in the order of their insertion ids, so a few entries for each partition
-- do, and the sequencer, which inserts the runs, hardly pays for them.
CREATE INDEX event_run_insertion ON orderly.event_run USING brin (first_insertion_id) WITH (pages_per_range = 16, autosummarize = on);
