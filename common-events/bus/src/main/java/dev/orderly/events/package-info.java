/** The public face of the bus: everything a service writes to declare, raise and handle events. */
@NullMarked
package dev.orderly.events;

import org.jspecify.annotations.NullMarked;
