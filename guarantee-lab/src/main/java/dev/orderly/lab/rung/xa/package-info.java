/** A global transaction: one decision for the database and the broker, by two-phase commit. */
@NullMarked
package dev.orderly.lab.rung.xa;

import org.jspecify.annotations.NullMarked;
