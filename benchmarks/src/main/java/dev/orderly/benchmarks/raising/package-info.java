/** Measures what a context costs the transaction that raises an event. */
@NullMarked
package dev.orderly.benchmarks.raising;

import org.jspecify.annotations.NullMarked;
