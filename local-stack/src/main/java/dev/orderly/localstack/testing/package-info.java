/** A real broker and a real PostgreSQL for the integration tests of every module. */
@NullMarked
package dev.orderly.localstack.testing;

import org.jspecify.annotations.NullMarked;
