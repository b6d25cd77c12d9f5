/** Notifications and contacts. */
@NullMarked
package dev.orderly.shop.notification.domain;

import org.jspecify.annotations.NullMarked;
