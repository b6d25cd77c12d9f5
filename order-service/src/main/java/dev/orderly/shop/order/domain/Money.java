package dev.orderly.shop.order.domain;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * An amount from 0 to {@link #MAX} that can be paid in the currency: an amount in KRW has no decimals, one in USD two.
 *
 * @param amount in units of the currency, with exactly as many decimals as the currency has
 */
public record Money(BigDecimal amount, Currency currency) {

    /** So small that a double, such as a number in a browser, still holds its thousandths exactly. */
    public static final BigDecimal MAX = new BigDecimal("1000000000000");

    /** @throws IllegalArgumentException if {@link #isAmountOf} does not accept the amount */
    public Money {
        if (!isAmountOf(currency, amount)) {
            throw new IllegalArgumentException("Not an amount of " + currency);
        }
        amount = amount.setScale(currency.getDefaultFractionDigits());
    }

    /** Whether the amount is in the range and can be paid in the currency; 15.00 can be paid in KRW. */
    static boolean isAmountOf(Currency currency, BigDecimal amount) {
        return isInRange(amount) && decimals(amount) <= currency.getDefaultFractionDigits();
    }

    /** Takes constant time even for 1e999999999, which any arithmetic would expand to all its digits. */
    static boolean isInRange(BigDecimal amount) {
        return amount.signum() >= 0 && amount.compareTo(MAX) <= 0;
    }

    private static int decimals(BigDecimal amount) {
        return amount.stripTrailingZeros().scale();
    }
}
