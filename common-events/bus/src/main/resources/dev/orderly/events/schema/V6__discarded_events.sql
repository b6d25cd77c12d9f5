-- What an operator, or orderly.inbox.skipped-types, has given up: kept byte for byte, never retried, and in nobody's way.
CREATE TABLE orderly.discarded_event (
    id               bigint PRIMARY KEY,
    consumer         text        NOT NULL,
    event_id         uuid        NOT NULL,
    type             text,
    topic            text        NOT NULL,
    origin           text        NOT NULL,
    key              text,
    binary_key       bytea,
    position         bigint,
    headers          bytea       NOT NULL,
    payload          bytea,
    attempts         int         NOT NULL,
    reason           text        NOT NULL,
    dead_lettered_at timestamptz NOT NULL,
    discarded_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
    discarded_by     text        NOT NULL,
    discard_reason   text        NOT NULL,
    UNIQUE (consumer, event_id)
);
