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

    public Money {
        requireNonNull(amount, "amount");
        requireNonNull(currency, "currency");
    }
}
