/** The servers that the integration tests of every module share and kill, and a proxy that injects network faults. */
@NullMarked
package dev.orderly.testsupport;

import org.jspecify.annotations.NullMarked;
