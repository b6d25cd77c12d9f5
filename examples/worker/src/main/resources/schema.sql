CREATE TABLE IF NOT EXISTS deliveries_by_day (
    day     date PRIMARY KEY,
    parcels bigint NOT NULL
);

CREATE TABLE IF NOT EXISTS delivery (
    parcel_id    uuid PRIMARY KEY,
    delivered_at timestamptz NOT NULL
);
