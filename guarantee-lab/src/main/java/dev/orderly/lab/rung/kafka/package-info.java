/** Two dispatchers that send to Kafka, one before and one after the caller's commit, and the listener in another process. */
@NullMarked
package dev.orderly.lab.rung.kafka;

import org.jspecify.annotations.NullMarked;
