/** Where events of other services come in. */
@NullMarked
package dev.orderly.shop.notification.messaging;

import org.jspecify.annotations.NullMarked;
