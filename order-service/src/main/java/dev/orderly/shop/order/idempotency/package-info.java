/** Calls that a client may safely repeat: the first answer to an {@code Idempotency-Key} is every answer to it. */
@NullMarked
package dev.orderly.shop.order.idempotency;

import org.jspecify.annotations.NullMarked;
