/** A handler in the caller's thread, after the commit of the caller's transaction. */
@NullMarked
package dev.orderly.lab.rung.aftercommit;

import org.jspecify.annotations.NullMarked;
