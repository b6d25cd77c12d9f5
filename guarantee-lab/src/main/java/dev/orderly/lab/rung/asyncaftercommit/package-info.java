/** An {@code @Async} handler, called after the commit. */
@NullMarked
package dev.orderly.lab.rung.asyncaftercommit;

import org.jspecify.annotations.NullMarked;
