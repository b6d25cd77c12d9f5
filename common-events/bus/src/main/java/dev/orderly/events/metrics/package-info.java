/** The bus's meters for Micrometer, and its part of an application's health. */
@NullMarked
package dev.orderly.events.metrics;

import org.jspecify.annotations.NullMarked;
