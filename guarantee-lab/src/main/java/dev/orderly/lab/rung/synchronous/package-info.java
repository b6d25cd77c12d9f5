/** A handler in the caller's thread and transaction. */
@NullMarked
package dev.orderly.lab.rung.synchronous;

import org.jspecify.annotations.NullMarked;
