package dev.orderly.shop.contract;

import java.math.BigDecimal;

import static java.util.Objects.requireNonNull;

/**
 * An amount of money, as events carry it.
 *
 * @param amount   in units of the currency, not of its smallest coin
 * @param currency the ISO 4217 code
 */
public record Amount(BigDecimal amount, String currency) {

    /** More than any price needs. Without a limit, the short number 1e999999999 takes a gigabyte when it is written out. */
    private static final int MAX_DIGITS = 40;

    /** @throws IllegalArgumentException if the amount has more than 40 digits, decimal places or trailing zeros */
    public Amount {
        requireNonNull(amount, "amount");
        requireNonNull(currency, "currency");
        if (Math.abs((long) amount.scale()) > MAX_DIGITS || amount.precision() > MAX_DIGITS) {
            throw new IllegalArgumentException(
                    "The amount has more than %d digits, decimal places or trailing zeros".formatted(MAX_DIGITS));
        }
    }
}
