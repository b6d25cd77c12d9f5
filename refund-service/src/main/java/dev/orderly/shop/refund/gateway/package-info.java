/** The payment gateway, as this service sees it over HTTP. */
@NullMarked
package dev.orderly.shop.refund.gateway;

import org.jspecify.annotations.NullMarked;
