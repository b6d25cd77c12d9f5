/** Finds the declared event types and their versions, and maps an event to its JSON payload and back. */
@NullMarked
package dev.orderly.events.type;

import org.jspecify.annotations.NullMarked;
