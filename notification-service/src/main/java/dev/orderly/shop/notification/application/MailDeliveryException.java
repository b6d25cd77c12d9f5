package dev.orderly.shop.notification.application;

/** The mail server did not accept the e-mail; the message says why, and may contain the address. */
public class MailDeliveryException extends Exception {

    private final boolean permanent;

    private MailDeliveryException(String message, boolean permanent, Throwable cause) {
        super(message, cause);
        this.permanent = permanent;
    }

    /** A later attempt may succeed. */
    public static MailDeliveryException temporary(String message, Throwable cause) {
        return new MailDeliveryException(message, false, cause);
    }

    /** The mail server rejects this e-mail; a later attempt succeeds only if somebody corrects the cause. */
    public static MailDeliveryException permanent(String message, Throwable cause) {
        return new MailDeliveryException(message, true, cause);
    }

    public boolean isPermanent() {
        return permanent;
    }
}
