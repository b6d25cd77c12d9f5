/** Handlers of the events of other services. */
@NullMarked
package dev.orderly.shop.refund.messaging;

import org.jspecify.annotations.NullMarked;
