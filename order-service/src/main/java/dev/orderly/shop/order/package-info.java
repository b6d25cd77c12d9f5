/** The order service: orders are placed, shipped and cancelled over REST, and show what became of their refund. */
@NullMarked
package dev.orderly.shop.order;

import org.jspecify.annotations.NullMarked;
