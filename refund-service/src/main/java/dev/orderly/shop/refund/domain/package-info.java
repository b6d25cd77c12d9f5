/** What a refund is, and what may become of it. */
@NullMarked
package dev.orderly.shop.refund.domain;

import org.jspecify.annotations.NullMarked;
