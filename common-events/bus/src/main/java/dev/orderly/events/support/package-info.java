/** What several packages of the bus share and what knows no event: threads, the pause before a retry, the log of an outage. */
@NullMarked
package dev.orderly.events.support;

import org.jspecify.annotations.NullMarked;
