/** The order-service: places, ships and cancels orders over REST, and shows the status of their refunds. */
@NullMarked
package dev.orderly.shop.order;

import org.jspecify.annotations.NullMarked;
