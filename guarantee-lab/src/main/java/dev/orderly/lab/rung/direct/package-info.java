/** Rung 0: the order calls the refund service itself, without an event. */
@NullMarked
package dev.orderly.lab.rung.direct;

import org.jspecify.annotations.NullMarked;
