package dev.orderly.lab.shop;

import java.util.UUID;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The orders in the database, which come into being when they are first asked for. */
record Orders(JdbcClient jdbc) {

    private static final String LOCK = """
            INSERT INTO customer_order AS o (order_no) VALUES (?)
            ON CONFLICT (order_no) DO UPDATE SET canceled_lines = o.canceled_lines
            RETURNING order_no, canceled_lines""";

    private static final String UPDATE = """
            UPDATE customer_order SET canceled_lines = ? WHERE order_no = ?""";

    private static final String INSERT_LINE = """
            INSERT INTO canceled_line (cancellation, order_no, line) VALUES (?, ?, ?)""";

    /** Locked until the end of the transaction, so that an order's lines are cancelled one after the other. */
    Order get(long orderNo) {
        return jdbc.sql(LOCK)
                .param(orderNo)
                .query((row, number) -> new Order(row.getLong("order_no"), row.getInt("canceled_lines")))
                .single();
    }

    void save(Order order, UUID cancellation) {
        jdbc.sql(UPDATE).params(order.canceledLines(), order.orderNo()).update();
        jdbc.sql(INSERT_LINE)
                .params(cancellation, order.orderNo(), order.canceledLines())
                .update();
    }
}
