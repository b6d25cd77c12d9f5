package dev.orderly.shop.notification.domain;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Who placed an order, and where to reach them: this service's own copy of what {@code order.placed} said. */
public record Contact(UUID orderId, String name, String email) {

    /** The address as it may stand in a log: {@code k***@example.com}. */
    public String maskedEmail() {
        var at = email.lastIndexOf('@');
        return at < 1 ? "***" : email.substring(0, email.offsetByCodePoints(0, 1)) + "***" + email.substring(at);
    }

    /** The same text, with the address masked wherever it occurs. */
    public String mask(String text) {
        return text.replaceAll("(?i)" + Pattern.quote(email), Matcher.quoteReplacement(maskedEmail()));
    }

    /** Says no more than {@link #maskedEmail()}: whatever is logged, personal data is not. */
    @Override
    public String toString() {
        return "Contact[%s, %s]".formatted(orderId, maskedEmail());
    }
}
