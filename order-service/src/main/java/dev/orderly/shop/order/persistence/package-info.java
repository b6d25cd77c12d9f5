/** Orders in PostgreSQL. */
@NullMarked
package dev.orderly.shop.order.persistence;

import org.jspecify.annotations.NullMarked;
