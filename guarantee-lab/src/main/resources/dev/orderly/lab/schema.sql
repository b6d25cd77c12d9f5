-- The order's side. Each row of canceled_line is a committed cancellation.
CREATE TABLE customer_order (
    order_no       bigint PRIMARY KEY,
    canceled_lines int NOT NULL DEFAULT 0
);

CREATE TABLE canceled_line (
    cancellation uuid PRIMARY KEY,
    order_no     bigint NOT NULL,
    line         int NOT NULL
);

-- The refund's side: one row per booking, in the order of the bookings. No unique constraint: the lab counts
-- duplicates, so the database must not prevent them.
CREATE TABLE refund (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cancellation uuid NOT NULL,
    order_no     bigint NOT NULL,
    line         int NOT NULL
);

-- The book's event store, on the rungs that have it. The sequence gives the ids, in the order of the inserts.
CREATE TABLE evententry (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    type         text NOT NULL,
    content_type text NOT NULL,
    payload      text NOT NULL,
    timestamp    timestamptz NOT NULL
);

CREATE TABLE forwarder_offset (
    next_offset bigint NOT NULL
);

INSERT INTO forwarder_offset VALUES (0);

CREATE TABLE failed_event (LIKE evententry INCLUDING INDEXES);
