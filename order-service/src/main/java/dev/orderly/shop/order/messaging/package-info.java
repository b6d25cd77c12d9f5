/** What other services' events mean for orders. */
@NullMarked
package dev.orderly.shop.order.messaging;

import org.jspecify.annotations.NullMarked;
