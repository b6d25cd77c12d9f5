/** A dispatcher whose RabbitMQ channel has a transaction that follows the database's, and a listener in another process. */
@NullMarked
package dev.orderly.lab.rung.rabbittransaction;

import org.jspecify.annotations.NullMarked;
