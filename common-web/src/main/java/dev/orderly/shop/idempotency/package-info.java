/**
 * Requests that a client may safely repeat: every request with the same {@code Idempotency-Key} gets the first response.
 *
 * <p>A service switches this on with a bean of the type {@link dev.orderly.shop.idempotency.Refusals}; in a service
 * without one nothing of this package is created. The service makes the table {@code first_answer} in a migration of its
 * own, so that no other database gets it:
 *
 * <pre>{@code
 * create table first_answer (
 *     caller       text        not null, -- the name of the login; empty without one
 *     method       text        not null,
 *     path         text        not null,
 *     key          text        not null,
 *     request_hash bytea       not null, -- SHA-256 of the body
 *     status       smallint    not null,
 *     location     text,
 *     content_type text        not null,
 *     body         bytea       not null,
 *     answered_at  timestamptz not null,
 *     primary key (caller, method, path, key)
 * );
 *
 * -- For the cleanup, which deletes the oldest rows.
 * create index first_answer_by_age on first_answer (answered_at);
 * }</pre>
 */
@NullMarked
package dev.orderly.shop.idempotency;

import org.jspecify.annotations.NullMarked;
