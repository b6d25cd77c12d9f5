-- A key that is no text, byte for byte. Such a message is no event, so nothing waits behind it.
ALTER TABLE orderly.dead_letter ADD COLUMN binary_key bytea;

-- A B-tree refuses rows of more than about 2,700 bytes, and a key may be longer: the index has a hash of it.
DROP INDEX orderly.dead_letter_queue;
CREATE INDEX dead_letter_queue ON orderly.dead_letter (consumer, topic, hashtextextended(key, 0), id);
