package dev.orderly.shop.order.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.orderly.shop.order.domain.Customer;
import dev.orderly.shop.order.domain.Money;
import dev.orderly.shop.order.domain.Order;
import dev.orderly.shop.order.domain.OrderLine;
import dev.orderly.shop.order.domain.OrderNotFoundException;
import dev.orderly.shop.order.domain.OrderRefundStatus;
import dev.orderly.shop.order.domain.OrderStatus;
import dev.orderly.shop.order.domain.Orders;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

@Repository
class JdbcOrders implements Orders {

    private static final String COLUMNS = """
            number, id, customer_id, customer_name, customer_email, lines, currency, total, placed_at,
            status, refund_status, canceled_at, cancel_reason, version
            """;

    private static final String INSERT = """
            insert into orders (id, customer_id, customer_name, customer_email, lines, currency, total, placed_at,
                                status, refund_status, version)
            values (:id, :customerId, :customerName, :customerEmail, :lines::jsonb, :currency, :total, :placedAt,
                    :status, :refundStatus, :version)
            """;

    private static final String UPDATE = """
            update orders
               set status = :status, refund_status = :refundStatus, canceled_at = :canceledAt,
                   cancel_reason = :cancelReason, version = :version
             where id = :id and version = :version - 1
            """;

    private static final String SELECT = "select " + COLUMNS + "from orders where id = :id";

    private static final String SELECT_FOR_CHANGE = SELECT + " for update";

    /** A page ends with the order whose lines bring it to this many bytes. */
    private static final int PAGE_BYTES = 1024 * 1024;

    /** {@code found} counts the orders before the page was cut. */
    private static final String PAGE = """
            select *
              from (
                select *, count(*) over () as found,
                       sum(octet_length(lines::text)) over (order by number desc) - octet_length(lines::text) as before
                  from (
                    select %s from orders where %s number < :after order by number desc limit :limit
                  ) as newest
              ) as measured
             where before < :bytes
             order by number desc
            """;

    private static final String SELECT_NEWEST_FIRST = PAGE.formatted(COLUMNS, "");

    private static final String SELECT_NEWEST_FIRST_IN_STATUS = PAGE.formatted(COLUMNS, "status = :status and");

    private static final TypeReference<List<OrderLine>> LINES = new TypeReference<>() {};

    private final NoArgGenerator ids = Generators.timeBasedEpochGenerator();
    private final JdbcClient jdbc;
    private final JsonMapper json;

    JdbcOrders(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    @Override
    public UUID nextId() {
        return ids.generate();
    }

    @Override
    public void add(Order order) {
        var customer = order.customer();
        jdbc.sql(INSERT)
                .param("id", order.id())
                .param("customerId", customer.id())
                .param("customerName", customer.name())
                .param("customerEmail", customer.email())
                .param("lines", json.writeValueAsString(order.lines()))
                .param("currency", order.total().currency().getCurrencyCode())
                .param("total", order.total().amount())
                .param("placedAt", timestamp(order.placedAt()))
                .param("status", order.status().name())
                .param("refundStatus", order.refundStatus().name())
                .param("version", order.version())
                .update();
    }

    @Override
    public Optional<Order> find(UUID id) {
        return jdbc.sql(SELECT).param("id", id).query(this::order).optional();
    }

    @Override
    public Order forChange(UUID id) {
        return jdbc.sql(SELECT_FOR_CHANGE)
                .param("id", id)
                .query(this::order)
                .optional()
                .orElseThrow(() -> new OrderNotFoundException(id));
    }

    @Override
    public void save(Order order) {
        var updated = jdbc.sql(UPDATE)
                .param("id", order.id())
                .param("status", order.status().name())
                .param("refundStatus", order.refundStatus().name())
                .param("canceledAt", timestamp(order.canceledAt()))
                .param("cancelReason", order.cancelReason())
                .param("version", order.version())
                .update();
        if (updated != 1) {
            throw new OptimisticLockingFailureException(
                    order + " was changed after it was read: read it with forChange in the same transaction");
        }
    }

    @Override
    public Page newestFirst(@Nullable OrderStatus status, @Nullable Long after, int limit) {
        var select = status == null
                ? jdbc.sql(SELECT_NEWEST_FIRST)
                : jdbc.sql(SELECT_NEWEST_FIRST_IN_STATUS).param("status", status.name());
        // One order more than the limit shows whether there is a next page.
        var listed = select.param("after", after == null ? Long.MAX_VALUE : after)
                .param("limit", limit + 1)
                .param("bytes", PAGE_BYTES)
                .query((row, i) -> new Listed(row.getLong("number"), order(row, i), row.getInt("found")))
                .list();
        var page = listed.subList(0, Math.min(limit, listed.size()));
        var last = page.isEmpty() ? null : page.get(page.size() - 1);
        return new Page(
                page.stream().map(Listed::order).toList(),
                last != null && last.found() > page.size() ? last.number() : null);
    }

    private Order order(ResultSet row, int index) throws SQLException {
        return new Order(
                row.getObject("id", UUID.class),
                new Customer(
                        row.getString("customer_id"), row.getString("customer_name"), row.getString("customer_email")),
                json.readValue(row.getString("lines"), LINES),
                new Money(row.getBigDecimal("total"), Currency.getInstance(row.getString("currency"))),
                row.getObject("placed_at", OffsetDateTime.class).toInstant(),
                OrderStatus.valueOf(row.getString("status")),
                OrderRefundStatus.valueOf(row.getString("refund_status")),
                instant(row.getObject("canceled_at", OffsetDateTime.class)),
                row.getString("cancel_reason"),
                row.getLong("version"));
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }

    private record Listed(long number, Order order, int found) {}
}
