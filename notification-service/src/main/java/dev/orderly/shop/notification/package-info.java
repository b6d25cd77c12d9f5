/** The notification-service: sends customers e-mail about their orders. */
@NullMarked
package dev.orderly.shop.notification;

import org.jspecify.annotations.NullMarked;
