/** The use cases: request a refund, pay it, find it; and what they need from outside. */
@NullMarked
package dev.orderly.shop.refund.application;

import org.jspecify.annotations.NullMarked;
