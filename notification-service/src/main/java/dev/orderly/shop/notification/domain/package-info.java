/** What customers are told, and where they are reached. */
@NullMarked
package dev.orderly.shop.notification.domain;

import org.jspecify.annotations.NullMarked;
