/** Hands each received event to its handler once, in order, and keeps what could not be handled. */
@NullMarked
package dev.orderly.events.inbox;

import org.jspecify.annotations.NullMarked;
