package dev.orderly.shop.order.domain;

import java.util.regex.Pattern;

/** Who has ordered, and where to reach them. */
public record Customer(String id, String name, String email) {

    public static final int MAX_ID = 100;
    public static final int MAX_NAME = 200;

    /** As much as a mail server takes (RFC 5321). */
    public static final int MAX_EMAIL = 254;

    /**
     * What every mail server takes, and nothing else: a local part of dot-separated ASCII atoms, and a host name. The
     * quoted and the internationalised forms of RFC 5322 and 6531 are left out.
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
