/** Reports why a service cannot start, and what to do. */
@NullMarked
package dev.orderly.events.start;

import org.jspecify.annotations.NullMarked;
