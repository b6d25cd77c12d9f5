/** The business, the same on every rung: orders whose lines are canceled one by one, and refunds by an outside service. */
@NullMarked
package dev.orderly.lab.shop;

import org.jspecify.annotations.NullMarked;
