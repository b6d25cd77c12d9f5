/** The demo of {@code ./quickstart --demo}: one order, and the path of each of its events. */
@NullMarked
package dev.orderly.localstack.demo;

import org.jspecify.annotations.NullMarked;
