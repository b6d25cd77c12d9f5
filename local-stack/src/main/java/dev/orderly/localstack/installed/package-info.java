/** Servers that are installed on the machine, for what those of the local stack cannot do. */
@NullMarked
package dev.orderly.localstack.installed;

import org.jspecify.annotations.NullMarked;
