/** The event store, whose events a forwarder takes to a broker or others pull: the bus. */
@NullMarked
package dev.orderly.lab.rung.store;

import org.jspecify.annotations.NullMarked;
