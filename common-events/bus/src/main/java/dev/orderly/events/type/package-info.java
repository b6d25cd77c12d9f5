/** Finds the declared event types and their versions, and maps events to JSON payloads and back. */
@NullMarked
package dev.orderly.events.type;

import org.jspecify.annotations.NullMarked;
