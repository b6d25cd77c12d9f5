/** What the experiments are made with: a process that stands on one rung, and takes its orders line by line. */
@NullMarked
package dev.orderly.lab.subject;

import org.jspecify.annotations.NullMarked;
