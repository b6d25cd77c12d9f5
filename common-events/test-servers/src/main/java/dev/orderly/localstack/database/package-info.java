/** PostgreSQL as a process of this machine, and databases with one role each. */
@NullMarked
package dev.orderly.localstack.database;

import org.jspecify.annotations.NullMarked;
