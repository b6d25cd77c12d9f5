/** Publishes the event store as an HTTP feed, and pulls the feeds of other services. */
@NullMarked
package dev.orderly.events.feed;

import org.jspecify.annotations.NullMarked;
