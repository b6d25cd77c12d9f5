/** The use cases: each class is one use case, and each call one transaction. */
@NullMarked
package dev.orderly.shop.order.application;

import org.jspecify.annotations.NullMarked;
