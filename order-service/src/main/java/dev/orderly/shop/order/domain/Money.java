package dev.orderly.shop.order.domain;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount from 0 to {@link #MAX} in the currency's smallest coins: an amount in KRW has no decimals, one in USD two.
 *
 * @param amount in units of the currency, with exactly as many decimals as the currency has
 */
public record Money(BigDecimal amount, Currency currency) {

    /** Small enough that thousandths of it are still exact where numbers are doubles, as in a browser. */
    public static final BigDecimal MAX = new BigDecimal("1000000000000");

    /** @throws IllegalArgumentException for an amount that {@link #isAmountOf} does not accept */
    public Money {
        if (!isAmountOf(currency, amount)) {
            throw new IllegalArgumentException("Not an amount of " + currency);
        }
        amount = amount.setScale(currency.getDefaultFractionDigits());
    }

    /** Whether the amount is in its range and can be paid in coins of the currency; 15.00 can, in KRW. */
    static boolean isAmountOf(Currency currency, BigDecimal amount) {
        return isInRange(amount) && decimals(amount) <= currency.getDefaultFractionDigits();
    }

    /** In constant time even for 1e999999999, of which any arithmetic would write out the zeros. */
    static boolean isInRange(BigDecimal amount) {
        return amount.signum() >= 0 && amount.compareTo(MAX) <= 0;
    }

    private static int decimals(BigDecimal amount) {
        return amount.stripTrailingZeros().scale();
    }
}
