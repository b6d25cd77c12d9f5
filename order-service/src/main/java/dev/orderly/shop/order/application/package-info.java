/** What can be done with orders: one use case, and one transaction, a class. */
@NullMarked
package dev.orderly.shop.order.application;

import org.jspecify.annotations.NullMarked;
