/** The wire format of events, the same forevery transport: CloudEvents 1.0 in binary mode. */
@NullMarked
package dev.orderly.events.message;

import org.jspecify.annotations.NullMarked;
