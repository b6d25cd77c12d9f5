-- An idempotency key belongs to the caller who sent it: nobody gets the response of another with the same key.
alter table first_answer add column caller text not null default '';
alter table first_answer drop constraint first_answer_pkey;
alter table first_answer add primary key (caller, method, path, key);
