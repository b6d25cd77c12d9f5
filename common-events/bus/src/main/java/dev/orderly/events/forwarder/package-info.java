/** Sends the stored events to a transport, in the order of their positions, and saves the position it has reached. */
@NullMarked
package dev.orderly.events.forwarder;

import org.jspecify.annotations.NullMarked;
