/** A dispatcher that sends to Kafka while the caller's transaction is open, and a listener in another process. */
@NullMarked
package dev.orderly.lab.rung.kafkaintransaction;

import org.jspecify.annotations.NullMarked;
