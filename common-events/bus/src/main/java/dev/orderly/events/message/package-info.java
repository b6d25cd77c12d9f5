/** An event as it travels: a CloudEvents 1.0 message in binary mode, whichever transport carries it. */
@NullMarked
package dev.orderly.events.message;

import org.jspecify.annotations.NullMarked;
