package dev.orderly.shop.order.domain;

/** Rules that several parts of an order share. */
final class Rules {

    private Rules() {}

    static void verifyText(String path, String text, int maxLength) {
        if (text.isBlank()) {
            throw new InvalidOrderException(path, "must not be blank");
        }
        if (text.length() > maxLength) {
            throw new InvalidOrderException(path, "must have at most %d characters".formatted(maxLength));
        }
    }
}
