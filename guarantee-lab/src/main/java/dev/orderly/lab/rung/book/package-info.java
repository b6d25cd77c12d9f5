/** The event store and the forwarder as the book has them, and with repairs, so that each flaw is seen alone. */
@NullMarked
package dev.orderly.lab.rung.book;

import org.jspecify.annotations.NullMarked;
