/** The bus: an event store whose events a forwarder sends to a broker or consumers pull from a feed. */
@NullMarked
package dev.orderly.lab.rung.store;

import org.jspecify.annotations.NullMarked;
