/** The refund-service: pays the money of cancelled orders back, through the payment gateway. */
@NullMarked
package dev.orderly.shop.refund;

import org.jspecify.annotations.NullMarked;
