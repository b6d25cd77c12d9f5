/** One page for all services that use the bus: it shows what their operator's APIs say, and passes on what the operator does. */
@NullMarked
package dev.orderly.console;

import org.jspecify.annotations.NullMarked;
