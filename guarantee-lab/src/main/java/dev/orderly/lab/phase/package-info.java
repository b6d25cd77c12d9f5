/** The four phases of {@code @TransactionalEventListener}, a listener each. */
@NullMarked
package dev.orderly.lab.phase;

import org.jspecify.annotations.NullMarked;
