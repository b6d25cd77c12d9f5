package dev.orderly.shop.refund.persistence;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.UUID;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import dev.orderly.events.tracing.EventTracing;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.Refunds;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

@Repository
class JdbcRefunds implements Refunds {

    private static final String ADD = """
            INSERT INTO refund (id, order_id, amount, currency, status, requested_at, trace_parent)
            VALUES (:id, :orderId, :amount, :currency, :status, :requestedAt, :traceParent)
            ON CONFLICT (order_id) DO NOTHING
            """;

    private static final String OF_ORDER = """
            SELECT * FROM refund WHERE order_id = :orderId
            """;

    private static final String LOCK = """
            SELECT * FROM refund WHERE id = :id FOR UPDATE
            """;

    private static final String SAVE = """
            UPDATE refund
            SET status = :status, settled_at = :settledAt, receipt_id = :receiptId, rejection_reason = :rejectionReason
            WHERE id = :id
            """;

    private final TimeBasedEpochGenerator ids = Generators.timeBasedEpochGenerator();
    private final JdbcClient jdbc;
    private final EventTracing tracing;

    JdbcRefunds(JdbcClient jdbc, EventTracing tracing) {
        this.jdbc = jdbc;
        this.tracing = tracing;
    }

    @Override
    public UUID nextId() {
        return ids.generate();
    }

    @Override
    public boolean add(Refund refund) {
        return jdbc.sql(ADD)
                        .param("id", refund.id())
                        .param("orderId", refund.orderId())
                        .param("amount", refund.amount().amount())
                        .param("currency", refund.amount().currency())
                        .param("status", refund.status().name())
                        .param("requestedAt", timestamp(refund.requestedAt()))
                        .param("traceParent", tracing.current())
                        .update()
                == 1;
    }

    @Override
    public Optional<Refund> ofOrder(UUID orderId) {
        return jdbc.sql(OF_ORDER)
                .param("orderId", orderId)
                .query(RefundRow::refund)
                .optional();
    }

    @Override
    public Refund lock(UUID refundId) {
        return jdbc.sql(LOCK)
                .param("id", refundId)
                .query(RefundRow::refund)
                .optional()
                .orElseThrow(() -> new NoSuchElementException("No refund " + refundId));
    }

    @Override
    public void save(Refund refund) {
        jdbc.sql(SAVE)
                .param("id", refund.id())
                .param("status", refund.status().name())
                .param("settledAt", timestamp(refund.settledAt()))
                .param("receiptId", refund.receiptId())
                .param("rejectionReason", refund.rejectionReason())
                .update();
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
