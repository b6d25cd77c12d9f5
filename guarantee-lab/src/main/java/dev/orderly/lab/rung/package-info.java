/** The ladder of the chapter; each rung's listing is in a package below this one. */
@NullMarked
package dev.orderly.lab.rung;

import org.jspecify.annotations.NullMarked;
