package dev.orderly.shop.contract;

import java.math.BigDecimal;

import static java.util.Objects.requireNonNull;

/**
 * An amount as the events carry it.
 *
 * @param amount   in units of the currency, not of its smallest coin
 * @param currency the ISO 4217 code
 */
public record Money(BigDecimal amount, String currency) {

    /** More than any price needs. Without a limit, 1e999999999 is a short number that takes a gigabyte to write out. */
    private static final int MAX_DIGITS = 40;

    /** @throws IllegalArgumentException when the amount has more than 40 digits, or as many places or trailing zeros */
    public Money {
        requireNonNull(amount, "amount");
        requireNonNull(currency, "currency");
        if (Math.abs((long) amount.scale()) > MAX_DIGITS || amount.precision() > MAX_DIGITS) {
            throw new IllegalArgumentException("An amount of too many digits");
        }
    }
}
