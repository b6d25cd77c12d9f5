/** Real brokers, a real PostgreSQL and a proxy that injects network faults, for the integration tests of every module. */
@NullMarked
package dev.orderly.testsupport;

import org.jspecify.annotations.NullMarked;
