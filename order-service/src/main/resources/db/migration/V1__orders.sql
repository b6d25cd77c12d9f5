create table orders (
    number          bigint generated always as identity,
    id              uuid        primary key,
    customer_id     text        not null,
    customer_name   text        not null,
    customer_email  text        not null,
    lines           jsonb       not null, -- read and written as a whole, with their order
    currency        text        not null,
    total           numeric     not null,
    placed_at       timestamptz not null,
    status          text        not null check (status in ('PLACED', 'SHIPPED', 'CANCELED')),
    refund_status   text        not null check (refund_status in ('NONE', 'PENDING', 'COMPLETED', 'REJECTED')),
    canceled_at     timestamptz,
    cancel_reason   text,
    version         bigint      not null
);

-- The list, newest first: by number, since two orders can be placed in the same microsecond and clocks go back.
create unique index orders_by_number on orders (number);
create index orders_by_status on orders (status, number);

-- The first answer to each Idempotency-Key, stored in the transaction that it answers for.
create table first_answer (
    method       text        not null,
    path         text        not null,
    key          text        not null,
    request_hash bytea       not null, -- SHA-256 of the body
    status       smallint    not null,
    location     text,
    content_type text        not null,
    body         bytea       not null,
    answered_at  timestamptz not null,
    primary key (method, path, key)
);

-- The clean-up's.
create index first_answer_by_age on first_answer (answered_at);
