-- Where a consumer began in a topic of Kafka, decided once, when it first saw the topic. A partition that Kafka has no offset for
-- begins there, or at its first record if it is not listed. A consumer that begins at the earliest event has no row.
CREATE TABLE orderly.topic_start (
    consumer   text        NOT NULL,
    topic      text        NOT NULL,
    offsets    bigint[]    NOT NULL, -- by partition
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (consumer, topic)
);
