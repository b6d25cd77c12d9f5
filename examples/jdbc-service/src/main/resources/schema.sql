CREATE TABLE IF NOT EXISTS parcel (
    id        uuid PRIMARY KEY,
    address   text    NOT NULL,
    delivered boolean NOT NULL
);

CREATE TABLE IF NOT EXISTS parcel_trail (
    parcel_id uuid   NOT NULL,
    position  bigint NOT NULL,
    what      text   NOT NULL,
    PRIMARY KEY (parcel_id, position)
);
