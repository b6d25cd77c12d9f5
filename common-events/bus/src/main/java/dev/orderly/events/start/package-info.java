/** Tells whoever starts a service that cannot start what is wrong, and what to do. */
@NullMarked
package dev.orderly.events.start;

import org.jspecify.annotations.NullMarked;
