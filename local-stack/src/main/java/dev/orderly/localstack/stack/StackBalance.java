package dev.orderly.localstack.stack;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.orderly.localstack.stub.GatewayStub;
import dev.orderly.localstack.stub.MailSink;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/**
 * Counts what must agree when nothing is on its way: orders, their events, refunds, the gateway's ledger, e-mails. The
 * counts come from the databases, the topics, the ledger and the mailbox themselves; no service is asked.
 *
 * @param lines     each with what must agree
 * @param lost      how many things are missing; also those that are still on their way
 * @param doubled   how many are there once too often
 * @param uncounted the topics that could not be read
 */
public record StackBalance(List<Line> lines, long lost, long doubled, List<String> uncounted) {

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
            Connection orders,
            Connection refunds,
            Connection notifications,
            GatewayStub gateway,
            MailSink mail,
            @Nullable TopicCounts topics)
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
        List<String> uncounted = new ArrayList<>();
        long twiceInATopic = 0;
        if (topics != null) {
            Map<String, Connection> publishers = new LinkedHashMap<>();
            publishers.put("order-events", orders);
            publishers.put("refund-events", refunds);
            for (var publisher : publishers.entrySet()) {
                var topic = publisher.getKey();
                try {
                    // Read before the store is counted: an event is stored before it is in the topic.
                    var count = topics.of(topic);
                    lines.add(new Line(
                            "events stored = events in " + topic,
                            count(publisher.getValue(), "orderly.event_entry"),
                            count.events()));
                    twiceInATopic += count.records() - count.events();
                } catch (KafkaException e) {
                    uncounted.add(topic);
                }
            }
        }
        long lost = lines.stream()
                .mapToLong(line -> Math.max(0, line.expected() - line.actual()))
                .sum();
        long surplus = lines.stream()
                .mapToLong(line -> Math.max(0, line.actual() - line.expected()))
                .sum();
        return new StackBalance(lines, lost, surplus + ledger.size() - paidOrders + twiceInATopic, uncounted);
    }

    private static long count(Connection connection, String what) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT count(*) FROM " + what)) {
            row.next();
            return row.getLong(1);
        }
    }
}
