/** Passes the trace of a request through the event store to the handlers of its events. */
@NullMarked
package dev.orderly.events.tracing;

import org.jspecify.annotations.NullMarked;
