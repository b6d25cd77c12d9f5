/** Events that could not be sent or handled yet: kept byte for byte, listed, and tried again in order. */
@NullMarked
package dev.orderly.events.deadletter;

import org.jspecify.annotations.NullMarked;
