/** Stubs of the outside world: an SMTP server that keeps every e-mail, and a payment gateway that keeps a ledger. */
@NullMarked
package dev.orderly.localstack.stub;

import org.jspecify.annotations.NullMarked;
