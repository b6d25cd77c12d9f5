/** The use cases: request, pay, settle and find a refund; and their ports. */
@NullMarked
package dev.orderly.shop.refund.application;

import org.jspecify.annotations.NullMarked;
