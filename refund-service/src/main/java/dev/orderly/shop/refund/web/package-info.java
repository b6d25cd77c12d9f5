/** The REST API for refunds. */
@NullMarked
package dev.orderly.shop.refund.web;

import org.jspecify.annotations.NullMarked;
