/** Notifications and contacts in PostgreSQL. */
@NullMarked
package dev.orderly.shop.notification.persistence;

import org.jspecify.annotations.NullMarked;
