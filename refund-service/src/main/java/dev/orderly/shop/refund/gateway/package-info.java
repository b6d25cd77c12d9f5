/** The HTTP client of the payment gateway. */
@NullMarked
package dev.orderly.shop.refund.gateway;

import org.jspecify.annotations.NullMarked;
