/** The rungs of the chapter's ladder, each with its listing in a package of its own, and what each of them can keep. */
@NullMarked
package dev.orderly.lab.rung;

import org.jspecify.annotations.NullMarked;
