/** What an operator sees and does over HTTP: where an event is, how the consumer gets on, what happens now, pause and resume. */
@NullMarked
package dev.orderly.events.operator;

import org.jspecify.annotations.NullMarked;
