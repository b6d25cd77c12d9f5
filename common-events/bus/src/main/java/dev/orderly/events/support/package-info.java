/** Small building blocks that several packages of the bus share; nothing here knows an event. */
@NullMarked
package dev.orderly.events.support;

import org.jspecify.annotations.NullMarked;
