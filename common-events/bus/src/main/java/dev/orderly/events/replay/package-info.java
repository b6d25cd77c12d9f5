/** Gives consumers the stored events of a publisher again. */
@NullMarked
package dev.orderly.events.replay;

import org.jspecify.annotations.NullMarked;
