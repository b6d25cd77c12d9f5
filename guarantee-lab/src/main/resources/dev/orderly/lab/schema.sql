-- What the orders' side knows for certain: a row of canceled_line is a cancellation that has committed.
CREATE TABLE customer_order (
    order_no       bigint PRIMARY KEY,
    canceled_lines int NOT NULL DEFAULT 0
);

CREATE TABLE canceled_line (
    cancellation uuid PRIMARY KEY,
    order_no     bigint NOT NULL,
    line         int NOT NULL
);

-- What the refunds' side has done, as often and in the order in which it did it: nothing here keeps a refund from being
-- booked twice.
CREATE TABLE refund (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    cancellation uuid NOT NULL,
    order_no     bigint NOT NULL,
    line         int NOT NULL
);
