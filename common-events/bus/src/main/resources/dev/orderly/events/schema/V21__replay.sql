-- Replays of stored events to a consumer, the running and the ended ones.
CREATE TABLE orderly.replay (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    consumer   text        NOT NULL,
    topic      text        NOT NULL,
    start_at   text        NOT NULL, -- earliest, a time or a position
    types      text[]      NOT NULL,
    aggregates text[]      NOT NULL,
    unhandled  boolean     NOT NULL,
    state      text        NOT NULL DEFAULT 'RUNNING',
    position   bigint,               -- up to which it has read; null until the start is found
    head       bigint,               -- of the publisher, when it began
    replayed   bigint      NOT NULL DEFAULT 0,
    trouble    text,
    began_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    began_by   text        NOT NULL,
    ended_at   timestamptz
);
-- One for each consumer. Also for the question of each transaction in which a consumer handles events.
CREATE UNIQUE INDEX replay_running ON orderly.replay (consumer) WHERE state = 'RUNNING';

-- Whether a consumer may handle what its transport delivers. While it does, no replay begins: whoever begins one takes the lock
-- exclusively. Each statement in here has a snapshot of its own, so after a wait for the lock the new replay is seen.
CREATE FUNCTION orderly.begin_handling(handling text, idle_timeout text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM set_config('idle_in_transaction_session_timeout', idle_timeout, true);
    PERFORM pg_advisory_xact_lock_shared(hashtextextended('orderly replay ' || handling, 0));
    RETURN NOT EXISTS (SELECT FROM orderly.replay WHERE consumer = handling AND state = 'RUNNING');
END $$;
