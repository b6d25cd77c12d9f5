--liquibase formatted sql

--changeset accounts:1
CREATE TABLE account (
    id varchar(255) PRIMARY KEY,
    balance integer NOT NULL
);

--changeset accounts:2
CREATE TABLE versioned_account (
    id varchar(255) PRIMARY KEY,
    version integer NOT NULL,
    balance integer NOT NULL
);
