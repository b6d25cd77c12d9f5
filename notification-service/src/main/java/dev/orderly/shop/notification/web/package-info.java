/** The REST API for notifications. */
@NullMarked
package dev.orderly.shop.notification.web;

import org.jspecify.annotations.NullMarked;
