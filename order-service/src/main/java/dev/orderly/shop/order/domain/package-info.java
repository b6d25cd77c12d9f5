/** What an order is and what may happen to it, in plain Java. */
@NullMarked
package dev.orderly.shop.order.domain;

import org.jspecify.annotations.NullMarked;
