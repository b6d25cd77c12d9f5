package dev.orderly.shop.refund.persistence;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;

import dev.orderly.shop.contract.Amount;
import dev.orderly.shop.refund.domain.Refund;
import dev.orderly.shop.refund.domain.RefundStatus;
import org.jspecify.annotations.Nullable;

/** Reads a row of the table {@code refund}. */
final class RefundRow {

    private RefundRow() {}

    static Refund refund(ResultSet row, int index) throws SQLException {
        return new Refund(
                row.getObject("id", UUID.class),
                row.getObject("order_id", UUID.class),
                new Amount(row.getBigDecimal("amount"), row.getString("currency")),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                RefundStatus.valueOf(row.getString("status")),
                instant(row, "settled_at"),
                row.getString("receipt_id"),
                row.getString("rejection_reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        var timestamp = row.getObject(column, OffsetDateTime.class);
        return timestamp == null ? null : timestamp.toInstant();
    }
}
