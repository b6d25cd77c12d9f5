/** A dispatcher that sends to Kafka once the caller's transaction has committed, and a listener in another process. */
@NullMarked
package dev.orderly.lab.rung.kafkaaftercommit;

import org.jspecify.annotations.NullMarked;
