-- When the forwarder last moved, by the database's clock: a backlog that does not move shows to everybody who looks.
ALTER TABLE orderly.forwarder_position ADD COLUMN updated_at timestamptz NOT NULL DEFAULT clock_timestamp();
