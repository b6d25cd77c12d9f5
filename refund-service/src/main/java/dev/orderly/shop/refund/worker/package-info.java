/** The threads that pay what is due. */
@NullMarked
package dev.orderly.shop.refund.worker;

import org.jspecify.annotations.NullMarked;
