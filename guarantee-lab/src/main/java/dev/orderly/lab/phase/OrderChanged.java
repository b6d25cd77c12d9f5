package dev.orderly.lab.phase;

import org.springframework.transaction.event.TransactionPhase;

/**
 * An order was changed.
 *
 * @param phase   the phase whose listener is to handle it; the other three leave it alone
 * @param isBad whether that listener is to throw
 */
record OrderChanged(TransactionPhase phase, boolean isBad) {}
