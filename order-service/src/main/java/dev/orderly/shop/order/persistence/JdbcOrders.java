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

    private static final String SELECT_NEWEST_FIRST =
            "select " + COLUMNS + "from orders where number < :after order by number desc limit :limit";

    private static final String SELECT_NEWEST_FIRST_IN_STATUS = "select " + COLUMNS
            + "from orders where status = :status and number < :after order by number desc limit :limit";

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
        var found = select.param("after", after == null ? Long.MAX_VALUE : after)
                .param("limit", limit + 1)
                .query((row, i) -> new Numbered(row.getLong("number"), order(row, i)))
                .list();
        var page = found.subList(0, Math.min(limit, found.size()));
        return new Page(
                page.stream().map(Numbered::order).toList(),
                found.size() > limit ? page.get(limit - 1).number() : null);
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

    private record Numbered(long number, Order order) {}
}
