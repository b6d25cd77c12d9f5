/** The notification-service: tells customers by e-mail what happens to their orders. */
@NullMarked
package dev.orderly.shop.notification;

import org.jspecify.annotations.NullMarked;
