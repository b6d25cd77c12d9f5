-- The source whose events are in this store: the service that started first on this database. One row.
CREATE TABLE orderly.event_store_owner (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    source    text NOT NULL
);
INSERT INTO orderly.event_store_owner (source)
SELECT source FROM orderly.event_entry ORDER BY insertion_id DESC LIMIT 1;
