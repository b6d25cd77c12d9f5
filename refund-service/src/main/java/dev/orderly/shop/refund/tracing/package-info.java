/** A trace that outlives the request it began with. */
@NullMarked
package dev.orderly.shop.refund.tracing;

import org.jspecify.annotations.NullMarked;
