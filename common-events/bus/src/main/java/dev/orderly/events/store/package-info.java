/** Keeps events in the transaction that raised them and, once it has committed, gives each its position. */
@NullMarked
package dev.orderly.events.store;

import org.jspecify.annotations.NullMarked;
