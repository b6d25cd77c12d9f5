/** What the bus tells Micrometer and an application's health of itself. */
@NullMarked
package dev.orderly.events.metrics;

import org.jspecify.annotations.NullMarked;
