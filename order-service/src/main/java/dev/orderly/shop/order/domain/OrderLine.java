package dev.orderly.shop.order.domain;

import java.math.BigDecimal;
import java.util.Currency;

/**
 * A product, its quantity and the price of one unit.
 *
 * @param unitPrice in units of the order's currency
 */
public record OrderLine(String productId, int quantity, BigDecimal unitPrice) {

    public static final int MAX_PRODUCT_ID = 100;
    public static final int MAX_QUANTITY = 10_000;

    public OrderLine {
        Rules.verifyText("productId", productId, MAX_PRODUCT_ID);
        if (quantity < 1 || quantity > MAX_QUANTITY) {
            throw new InvalidOrderException("quantity", "must be from 1 to %d".formatted(MAX_QUANTITY));
        }
        if (!Money.isInRange(unitPrice)) {
            throw new InvalidOrderException("unitPrice", "must be from 0 to %s".formatted(Money.MAX));
        }
    }

    /** The same line, with as many decimals as the currency has: 12.50, not 12.5, and 15000, not 15000.00. */
    OrderLine pricedIn(Currency currency) {
        return new OrderLine(productId, quantity, new Money(unitPrice, currency).amount());
    }

    BigDecimal price() {
        return unitPrice.multiply(BigDecimal.valueOf(quantity));
    }
}
