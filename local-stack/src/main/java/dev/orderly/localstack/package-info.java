/** The command {@code ./quickstart}, which runs the whole system as processes of this machine, without Docker. */
@NullMarked
package dev.orderly.localstack;

import org.jspecify.annotations.NullMarked;
