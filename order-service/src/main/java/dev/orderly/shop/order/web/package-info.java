/** The REST API for orders. */
@NullMarked
package dev.orderly.shop.order.web;

import org.jspecify.annotations.NullMarked;
