/** Tells operators who watch what happens to events, while it happens. */
@NullMarked
package dev.orderly.events.activity;

import org.jspecify.annotations.NullMarked;
