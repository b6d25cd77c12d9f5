/** Handlers of the events of other services. */
@NullMarked
package dev.orderly.shop.notification.messaging;

import org.jspecify.annotations.NullMarked;
