/** Notifications over REST. */
@NullMarked
package dev.orderly.shop.notification.web;

import org.jspecify.annotations.NullMarked;
