/** Measures what the inbox costs a consumer: the same handler with it and without it, each in a process of its own. */
@NullMarked
package dev.orderly.benchmarks.consuming;

import org.jspecify.annotations.NullMarked;
