/** Passes each received event to its handler once and in order, and retries the events whose handler failed. */
@NullMarked
package dev.orderly.events.inbox;

import org.jspecify.annotations.NullMarked;
