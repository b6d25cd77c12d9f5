-- Personal data stands here and nowhere else.
CREATE TABLE contact (
    order_id uuid PRIMARY KEY,
    name     text NOT NULL,
    email    text NOT NULL
);

CREATE TABLE notification (
    id              uuid        PRIMARY KEY,
    arrival         bigint      NOT NULL GENERATED ALWAYS AS IDENTITY,
    order_id        uuid        NOT NULL,
    event_id        uuid        NOT NULL UNIQUE, -- an event is told of once
    kind            text        NOT NULL
        CHECK (kind IN ('ORDER_PLACED', 'ORDER_CANCELED', 'REFUND_COMPLETED', 'REFUND_REJECTED')),
    subject         text        NOT NULL,
    text            text        NOT NULL,
    status          text        NOT NULL DEFAULT 'PENDING' CHECK (status IN ('PENDING', 'SENT')),
    sent_at         timestamptz,

    -- the attempts to send it
    attempts        integer     NOT NULL DEFAULT 0,
    next_attempt_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    trace_parent    text,

    CHECK ((status = 'SENT') = (sent_at IS NOT NULL))
);

-- Listing an order's notifications, and finding the earlier ones that have to go first.
CREATE INDEX notification_of_order ON notification (order_id, arrival);

-- The worker asks for the one that has been due for longest; sent ones, soon the most, are not in the way.
CREATE INDEX notification_due ON notification (next_attempt_at) WHERE status = 'PENDING';
