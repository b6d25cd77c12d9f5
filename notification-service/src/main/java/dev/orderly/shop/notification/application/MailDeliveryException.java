package dev.orderly.shop.notification.application;

/** The mail server did not say that it took the e-mail; the message says what was seen, and may hold the address. */
public class MailDeliveryException extends Exception {

    private final boolean permanent;

    private MailDeliveryException(String whatWasSeen, boolean permanent, Throwable cause) {
        super(whatWasSeen, cause);
        this.permanent = permanent;
    }

    /** The next attempt may well succeed. */
    public static MailDeliveryException passing(String whatWasSeen, Throwable cause) {
        return new MailDeliveryException(whatWasSeen, false, cause);
    }

    /** This e-mail was refused, and will be again unless somebody does something about it. */
    public static MailDeliveryException permanent(String whatWasSeen, Throwable cause) {
        return new MailDeliveryException(whatWasSeen, true, cause);
    }

    public boolean isPermanent() {
        return permanent;
    }
}
