/** What the rungs have in common: orders whose lines are cancelled one by one, and refunds made by an outside service. */
@NullMarked
package dev.orderly.lab.shop;

import org.jspecify.annotations.NullMarked;
