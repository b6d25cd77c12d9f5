/** The whole system as processes of this machine, with no Docker: broker, database, SMTP sink, payment gateway, services. */
@NullMarked
package dev.orderly.localstack;

import org.jspecify.annotations.NullMarked;
