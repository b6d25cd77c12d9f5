/** Stores events that could not be sent or handled, byte for byte, and lists and redrives them. */
@NullMarked
package dev.orderly.events.deadletter;

import org.jspecify.annotations.NullMarked;
