/** A trace that outlives the request it began with. */
@NullMarked
package dev.orderly.shop.notification.tracing;

import org.jspecify.annotations.NullMarked;
