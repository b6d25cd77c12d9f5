package dev.orderly.shop.notification.domain;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The customer of an order: this service's own copy of the data in {@code order.placed}. */
public record Contact(UUID orderId, String name, String email) {

    /** The address in the form for logs: {@code k***@example.com}. */
    public String maskedEmail() {
        var at = email.lastIndexOf('@');
        return at < 1 ? "***" : email.substring(0, email.offsetByCodePoints(0, 1)) + "***" + email.substring(at);
    }

    /** Masks the address wherever it occurs in the text. */
    public String mask(String text) {
        return text.replaceAll("(?i)" + Pattern.quote(email), Matcher.quoteReplacement(maskedEmail()));
    }

    /** Contains only {@link #maskedEmail()}, so that no log contains personal data. */
    @Override
    public String toString() {
        return "Contact[%s, %s]".formatted(orderId, maskedEmail());
    }
}
