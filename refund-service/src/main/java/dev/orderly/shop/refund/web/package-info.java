/** Refunds over REST. */
@NullMarked
package dev.orderly.shop.refund.web;

import org.jspecify.annotations.NullMarked;
