/** Broker, database, stubs and services, started, supervised and stopped together. */
@NullMarked
package dev.orderly.localstack.stack;

import org.jspecify.annotations.NullMarked;
