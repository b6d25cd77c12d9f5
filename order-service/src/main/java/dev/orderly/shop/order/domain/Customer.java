package dev.orderly.shop.order.domain;

import java.util.regex.Pattern;

/** The customer who placed an order, with the e-mail address. */
public record Customer(String id, String name, String email) {

    public static final int MAX_ID = 100;
    public static final int MAX_NAME = 200;

    /** The longest address that a mail server accepts (RFC 5321). */
    public static final int MAX_EMAIL = 254;

    /**
     * An address that every mail server accepts: a local part of dot-separated ASCII atoms, and a host name. The quoted
     * and the internationalized forms of RFC 5322 and 6531 are not supported.
     */
    public static final String EMAIL = "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+)*"
            + "@[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*";

    private static final Pattern EMAIL_PATTERN = Pattern.compile(EMAIL);

    public Customer {
        Rules.verifyText("customer.id", id, MAX_ID);
        Rules.verifyText("customer.name", name, MAX_NAME);
        Rules.verifyText("customer.email", email, MAX_EMAIL);
        if (!EMAIL_PATTERN.matcher(email).matches()) {
            throw new InvalidOrderException("customer.email", "must be an e-mail address");
        }
    }
}
