/** A real broker, a real PostgreSQL and a network that fails on demand, for the integration tests of every module. */
@NullMarked
package dev.orderly.testsupport;

import org.jspecify.annotations.NullMarked;
