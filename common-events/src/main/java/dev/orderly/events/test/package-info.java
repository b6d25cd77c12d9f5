/** What a user of the bus needs to test events, handlers, and what a crash leaves behind. */
@NullMarked
package dev.orderly.events.test;

import org.jspecify.annotations.NullMarked;
