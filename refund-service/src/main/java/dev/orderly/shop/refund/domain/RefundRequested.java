package dev.orderly.shop.refund.domain;

import java.util.UUID;

/** A refund waits to be paid. Stays inside this service: no other one is told, and nothing is lost if nobody listens. */
public record RefundRequested(UUID refundId) {}
