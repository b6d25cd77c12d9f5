/** The process under test: one side of one rung, and the load that it runs. */
@NullMarked
package dev.orderly.lab.process;

import org.jspecify.annotations.NullMarked;
