/** What a domain model sees of the bus: raise an event, declare its type, handle it. */
@NullMarked
package dev.orderly.events;

import org.jspecify.annotations.NullMarked;
