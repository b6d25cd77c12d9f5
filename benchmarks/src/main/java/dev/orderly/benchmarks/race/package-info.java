/** Runs the contenders on the same servers, in turns, checks what they deliver, and writes the report. */
@NullMarked
package dev.orderly.benchmarks.race;

import org.jspecify.annotations.NullMarked;
