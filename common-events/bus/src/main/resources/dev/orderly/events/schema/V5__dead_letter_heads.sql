-- Whether a dead letter is the first of its queue: null until the service has found out, which it does at its next poll. A
-- dead letter behind another becomes the head when the head before it is removed.
ALTER TABLE orderly.dead_letter ADD COLUMN is_head boolean;

-- Asked at every poll: which retry is due? However many letters wait, only the heads are in here.
CREATE INDEX dead_letter_due ON orderly.dead_letter (consumer, next_attempt_at) WHERE is_head AND NOT parked;

-- Asked at every poll: which letters are new?
CREATE INDEX dead_letter_new ON orderly.dead_letter (consumer, id) WHERE is_head IS NULL;

-- A trigger, so that a row that an operator deletes stops no queue either. Each of its statements sees what was committed
-- before it, so it sees every letter that counts on this one: see DeadLetterQueue.
CREATE FUNCTION orderly.promote_dead_letter() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    successor bigint;
BEGIN
    IF OLD.key IS NULL OR OLD.is_head IS NULL AND EXISTS (
        SELECT FROM orderly.dead_letter
        WHERE consumer = OLD.consumer AND topic = OLD.topic
          AND hashtextextended(key, 0) = hashtextextended(OLD.key, 0) AND key = OLD.key AND id < OLD.id)
    THEN
        RETURN NULL;
    END IF;
    SELECT id INTO successor
    FROM orderly.dead_letter
    WHERE consumer = OLD.consumer AND topic = OLD.topic
      AND hashtextextended(key, 0) = hashtextextended(OLD.key, 0) AND key = OLD.key AND id > OLD.id
    ORDER BY id
    LIMIT 1
    FOR NO KEY UPDATE;
    UPDATE orderly.dead_letter SET is_head = true WHERE id = successor AND is_head IS DISTINCT FROM true;
    RETURN NULL;
END $$;
CREATE TRIGGER dead_letter_promotion AFTER DELETE ON orderly.dead_letter
    FOR EACH ROW WHEN (OLD.is_head IS DISTINCT FROM false) EXECUTE FUNCTION orderly.promote_dead_letter();
