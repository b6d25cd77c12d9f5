/** A handler in the caller's thread, once its transaction has committed. */
@NullMarked
package dev.orderly.lab.rung.aftercommit;

import org.jspecify.annotations.NullMarked;
