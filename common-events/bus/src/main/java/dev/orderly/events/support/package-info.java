/** Technical building blocks that several packages of the bus share; none of them knows events. */
@NullMarked
package dev.orderly.events.support;

import org.jspecify.annotations.NullMarked;
