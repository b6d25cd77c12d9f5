/** A handler in a thread of its own. */
@NullMarked
package dev.orderly.lab.rung.asynchronous;

import org.jspecify.annotations.NullMarked;
