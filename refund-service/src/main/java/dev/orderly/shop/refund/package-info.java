/** The refund-service: pays the refunds of canceled orders through the payment gateway. */
@NullMarked
package dev.orderly.shop.refund;

import org.jspecify.annotations.NullMarked;
