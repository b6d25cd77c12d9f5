/** The bus's own settings, and the auto-configuration that every other one builds on. */
@NullMarked
package dev.orderly.events.config;

import org.jspecify.annotations.NullMarked;
