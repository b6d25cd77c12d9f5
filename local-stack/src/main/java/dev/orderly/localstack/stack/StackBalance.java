package dev.orderly.localstack.stack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;

/**
 * Counts what must agree when nothing is on its way: orders, their events, refunds, the gateway's ledger, e-mails. The
 * counts come from the databases, the ledger and the mailbox themselves; no service is asked.
 *
 * @param lines   each with what must agree
 * @param lost    how many things are missing; also those that are still on their way
 * @param doubled how many are there once too often
 */
public record StackBalance(List<Line> lines, long lost, long doubled) {

    /**
     * Two counts that must agree.
     *
     * @param what     the meaning of both
     * @param expected the count at the origin
     * @param actual   the count at the end
     */
    public record Line(String what, long expected, long actual) {}

    /** Counts now. */
    static StackBalance of(
            Connection orders, Connection refunds, Connection notifications, GatewayStub gateway, MailSink mail)
            throws SQLException {
        long placed = count(orders, "orders");
        long canceled = count(orders, "orders WHERE status = 'CANCELED'");
        long shipped = count(orders, "orders WHERE status = 'SHIPPED'");
        long requested = count(refunds, "refund");
        long completed = count(refunds, "refund WHERE status = 'COMPLETED'");
        long settled = count(refunds, "refund WHERE status <> 'REQUESTED'");
        long told = count(notifications, "notification");
        var ledger = gateway.ledger();
        long paidOrders =
                ledger.stream().map(GatewayStub.Refund::orderId).distinct().count();
        var mails = mail.mails();
        long differentMails =
                mails.stream().map(MailSink.Mail::messageId).distinct().count();

        List<Line> lines = new ArrayList<>();
        lines.add(new Line(
                "orders placed = events stored",
                placed,
                count(orders, "orderly.event_entry WHERE type = 'order.placed.v1'")));
        lines.add(new Line(
                "orders canceled = events stored",
                canceled,
                count(orders, "orderly.event_entry WHERE type = 'order.canceled.v1'")));
        lines.add(new Line(
                "orders shipped = events stored",
                shipped,
                count(orders, "orderly.event_entry WHERE type = 'order.shipped.v1'")));
        lines.add(new Line("orders canceled = refunds", canceled, requested));
        lines.add(new Line("refunds completed = paid by the gateway", completed, ledger.size()));
        lines.add(new Line(
                "refunds settled = shown by their orders",
                settled,
                count(orders, "orders WHERE refund_status IN ('COMPLETED', 'REJECTED')")));
        lines.add(new Line("placed, canceled, refunded = notifications", placed + canceled + settled, told));
        lines.add(new Line("notifications = e-mails", told, differentMails));
        long lost = lines.stream()
                .mapToLong(line -> Math.max(0, line.expected() - line.actual()))
                .sum();
        long surplus = lines.stream()
                .mapToLong(line -> Math.max(0, line.actual() - line.expected()))
                .sum();
        return new StackBalance(lines, lost, surplus + ledger.size() - paidOrders);
    }

    private static long count(Connection connection, String what) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
