/** Delivers the stored events to a transport, in the order of their positions, and remembers how far it got. */
@NullMarked
package dev.orderly.events.forwarder;

import org.jspecify.annotations.NullMarked;
