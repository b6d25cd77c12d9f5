-- The event store, append-only. Partitioned by insertion id, so that what every reader has passed can be dropped without
-- a DELETE; the service keeps partitions in place ahead of the events.
-- The identity must keep CACHE 1 (its default): insertion ids of one aggregate then follow the order of its commits.
CREATE TABLE orderly.event_entry (
    insertion_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    id           uuid        NOT NULL,
    type         text        NOT NULL,
    source       text        NOT NULL,
    subject      text        NOT NULL,
    occurred_at  timestamptz NOT NULL,
    content_type text        NOT NULL,
    payload      bytea       NOT NULL,
    trace_parent text
) PARTITION BY RANGE (insertion_id);

-- The entries that have no position yet: those of transactions that have just committed. The sequencer empties it all the time.
CREATE TABLE orderly.unnumbered_event (
    insertion_id bigint PRIMARY KEY,
    payload_size int NOT NULL
);

-- The positions: dense, 1, 2, 3, ... A run gives them, one by one, to entries whose insertion ids follow each other.
-- Partitioned like the entries; the sequencer makes the partitions.
CREATE TABLE orderly.event_run (
    last_position      bigint PRIMARY KEY,
    first_position     bigint NOT NULL,
    first_insertion_id bigint NOT NULL
) PARTITION BY RANGE (last_position);

-- The highest position given so far. One row; its lock serialises sequencers.
CREATE TABLE orderly.event_head (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    position  bigint NOT NULL
);
INSERT INTO orderly.event_head (position) VALUES (0);

-- How far each reader of the store has got: the forwarder, and whoever pulls and has registered. No event is dropped that
-- one of them has not passed. For the forwarder it is a lower bound, as the transport itself knows better.
CREATE TABLE orderly.reader_offset (
    reader   text PRIMARY KEY,
    position bigint NOT NULL
);

-- The inbox: an event is in here if, and only if, its effect has been committed.
-- Partitioned by the event's id, which begins with the time it was raised: a partition a day, made by the service and dropped
-- whole when nothing in it is needed any more. The same event always meets the same partition, so a duplicate is always seen.
CREATE TABLE orderly.processed_event (
    consumer     text        NOT NULL,
    event_id     uuid        NOT NULL,
    processed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, event_id)
) PARTITION BY RANGE (event_id);
-- Whether anything in a partition is still needed is asked while everybody waits. Rows come in the order of this time, so a few
-- entries for a whole partition do.
CREATE INDEX processed_event_age ON orderly.processed_event USING brin (processed_at) WITH (autosummarize = on);

-- Ids that are no UUIDv7, and those of days that have no partition.
CREATE TABLE orderly.processed_event_rest PARTITION OF orderly.processed_event DEFAULT;

-- How far a consumer has read the feeds that it pulls, saved in the transaction that takes the events in.
CREATE TABLE orderly.feed_position (
    consumer text   NOT NULL,
    feed     text   NOT NULL,
    position bigint NOT NULL,
    PRIMARY KEY (consumer, feed)
);

-- What could not be handled yet, byte for byte as it came. Rows with the same topic and key are a queue ordered by id:
-- only its first row is ever tried, so that an aggregate's events keep their order.
CREATE TABLE orderly.dead_letter (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer        text        NOT NULL,
    event_id        uuid        NOT NULL,
    type            text,
    topic           text        NOT NULL,
    origin          text        NOT NULL,
    key             text,
    position        bigint,
    headers         bytea       NOT NULL,
    payload         bytea,
    parked          boolean     NOT NULL,
    attempts        int         NOT NULL,
    reason          text        NOT NULL,
    parked_at       timestamptz NOT NULL DEFAULT clock_timestamp(),
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (consumer, event_id)
);
-- Asked for every event received ("does its aggregate wait?") and for every retry ("is it the first of its queue?").
CREATE INDEX dead_letter_queue ON orderly.dead_letter (consumer, topic, key, id);

-- Over how many partitions a topic's aggregates are spread, from its first use on.
CREATE TABLE orderly.topic_partitions (
    topic      text PRIMARY KEY,
    partitions int NOT NULL
);
