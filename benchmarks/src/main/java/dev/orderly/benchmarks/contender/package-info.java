/** The ways to get events from a PostgreSQL transaction to Kafka, each in a process of its own that the race commands. */
@NullMarked
package dev.orderly.benchmarks.contender;

import org.jspecify.annotations.NullMarked;
