/** Who may call the feed and the operator's API over HTTP, and what operators did there. */
@NullMarked
package dev.orderly.events.access;

import org.jspecify.annotations.NullMarked;
