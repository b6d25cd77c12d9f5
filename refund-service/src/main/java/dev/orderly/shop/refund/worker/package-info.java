/** The threads that pay the refunds which are due. */
@NullMarked
package dev.orderly.shop.refund.worker;

import org.jspecify.annotations.NullMarked;
