package dev.orderly.lab.shop;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The orders in the database. The first access to an order creates it. */
public class LabOrders {

    private static final String LOCK = """
            INSERT INTO customer_order AS o (order_no) VALUES (?)
            ON CONFLICT (order_no) DO UPDATE SET canceled_lines = o.canceled_lines
            RETURNING order_no, canceled_lines""";

    private static final String UPDATE = """
            UPDATE customer_order SET canceled_lines = ? WHERE order_no = ?""";

    private static final String INSERT_LINE = """
            INSERT INTO canceled_line (cancellation, order_no, line) VALUES (?, ?, ?)""";

    private final JdbcClient jdbc;

    LabOrders(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Locks the order until the transaction ends, so that its lines are canceled one after the other. */
    public LabOrder get(long orderNo) {
        return jdbc.sql(LOCK)
                .param(orderNo)
                .query((row, number) -> new LabOrder(row.getLong("order_no"), row.getInt("canceled_lines")))
                .single();
    }

    public void save(LabOrder order, UUID cancellation) {
        jdbc.sql(UPDATE).params(order.canceledLines(), order.orderNo()).update();
        jdbc.sql(INSERT_LINE)
                .params(cancellation, order.orderNo(), order.canceledLines())
                .update();
    }
}
