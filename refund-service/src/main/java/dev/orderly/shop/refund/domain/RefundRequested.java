package dev.orderly.shop.refund.domain;

import java.util.UUID;

/** A refund was requested. An event inside this service, not published; it only wakes a thread, so it may get lost. */
public record RefundRequested(UUID refundId) {}
