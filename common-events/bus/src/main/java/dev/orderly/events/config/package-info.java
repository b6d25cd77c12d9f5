/** The settings of the bus, and the auto-configuration that all others build on. */
@NullMarked
package dev.orderly.events.config;

import org.jspecify.annotations.NullMarked;
