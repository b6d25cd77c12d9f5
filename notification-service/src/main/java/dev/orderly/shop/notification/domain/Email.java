package dev.orderly.shop.notification.domain;

import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.contract.OrderCanceled;
import dev.orderly.shop.contract.OrderPlaced;
import dev.orderly.shop.contract.RefundCompleted;
import dev.orderly.shop.contract.RefundRejected;

/**
 * The content of a notification, written when the event is handled; the recipient may become known later.
 *
 * @param subject fixed text only, because it becomes a header
 */
public record Email(NotificationKind kind, String subject, String text) {

    public static Email about(OrderPlaced event) {
        return new Email(NotificationKind.ORDER_PLACED, "We have your order", """
                Thank you for your order %s.

                Its total is %s.
                """.formatted(
                        event.orderId(), inWords(event.total())));
    }

    public static Email about(OrderCanceled event) {
        return new Email(NotificationKind.ORDER_CANCELED, "Your order is canceled", """
                Your order %s is canceled: %s

                %s
                """.formatted(
                        event.orderId(), event.reason(), whatComesBack(event.refundAmount())));
    }

    public static Email about(RefundCompleted event) {
        return new Email(NotificationKind.REFUND_COMPLETED, "Your refund is paid", """
                We have paid %s back to you for your canceled order %s.

                The receipt is %s.
                """.formatted(
                        inWords(event.amount()), event.orderId(), event.receiptId()));
    }

    public static Email about(RefundRejected event) {
        return new Email(NotificationKind.REFUND_REJECTED, "Your money could not be paid back", """
                We could not pay back the money for your canceled order %s: %s

                Please answer this e-mail, and we will find another way.
                """.formatted(
                        event.orderId(), event.reason()));
    }

    private static String whatComesBack(Amount amount) {
        return amount.amount().signum() == 0
                ? "There was nothing to pay, so there is nothing to pay back."
                : "You get %s back. We will write again when it is on its way.".formatted(inWords(amount));
    }

    private static String inWords(Amount money) {
        return money.amount().toPlainString() + " " + money.currency();
    }
}
