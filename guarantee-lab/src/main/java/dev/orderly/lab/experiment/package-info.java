/** The experiments, what each rung has to keep in them, and the report. */
@NullMarked
package dev.orderly.lab.experiment;

import org.jspecify.annotations.NullMarked;
