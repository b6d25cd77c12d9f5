/** Handlers of the events of other services. */
@NullMarked
package dev.orderly.shop.order.messaging;

import org.jspecify.annotations.NullMarked;
