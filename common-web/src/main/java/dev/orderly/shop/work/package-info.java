/** Work in rows of a database table, done by threads that lease one row at a time and retry it until it is finished. */
@NullMarked
package dev.orderly.shop.work;

import org.jspecify.annotations.NullMarked;
