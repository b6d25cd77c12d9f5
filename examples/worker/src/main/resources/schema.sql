CREATE TABLE IF NOT EXISTS deliveries_by_day (
    day     date PRIMARY KEY,
    parcels bigint NOT NULL
);
