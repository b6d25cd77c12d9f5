CREATE TABLE refund (
    id               uuid        PRIMARY KEY,
    order_id         uuid        NOT NULL UNIQUE, -- an order is refunded once
    amount           numeric     NOT NULL CHECK (amount >= 0),
    currency         text        NOT NULL,
    status           text        NOT NULL CHECK (status IN ('REQUESTED', 'COMPLETED', 'REJECTED')),
    requested_at     timestamptz NOT NULL,
    settled_at       timestamptz,
    receipt_id       text,
    rejection_reason text,

    -- the calls to the gateway
    attempts         integer     NOT NULL DEFAULT 0,
    next_attempt_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    trace_parent     text,

    CHECK ((status = 'REQUESTED') = (settled_at IS NULL)),
    CHECK ((status = 'COMPLETED') = (receipt_id IS NOT NULL)),
    CHECK ((status = 'REJECTED') = (rejection_reason IS NOT NULL))
);

-- The worker asks for the one that has been due for longest; settled refunds, soon the most, are not in the way.
CREATE INDEX refund_due ON refund (next_attempt_at) WHERE status = 'REQUESTED';
