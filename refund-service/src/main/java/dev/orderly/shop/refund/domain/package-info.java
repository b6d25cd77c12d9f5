/** A refund and its rules. */
@NullMarked
package dev.orderly.shop.refund.domain;

import org.jspecify.annotations.NullMarked;
