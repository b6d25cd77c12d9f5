/** The event store as an HTTP resource that other services pull from. */
@NullMarked
package dev.orderly.events.feed;

import org.jspecify.annotations.NullMarked;
