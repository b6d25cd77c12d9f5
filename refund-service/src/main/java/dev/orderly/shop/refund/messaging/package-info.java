/** Where events of other services come in. */
@NullMarked
package dev.orderly.shop.refund.messaging;

import org.jspecify.annotations.NullMarked;
