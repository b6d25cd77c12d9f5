/** Refunds in PostgreSQL. */
@NullMarked
package dev.orderly.shop.refund.persistence;

import org.jspecify.annotations.NullMarked;
