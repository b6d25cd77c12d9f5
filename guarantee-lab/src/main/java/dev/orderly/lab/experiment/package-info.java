/** The experiments, what each rung guarantees in them, and the report. */
@NullMarked
package dev.orderly.lab.experiment;

import org.jspecify.annotations.NullMarked;
