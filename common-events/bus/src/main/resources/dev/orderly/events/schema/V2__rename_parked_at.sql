-- Every dead letter has this time, not only a parked one.
ALTER TABLE orderly.dead_letter RENAME COLUMN parked_at TO dead_lettered_at;
