package dev.orderly.shop.refund.application;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How refunds are paid.
 *
 * @param parallel   how many calls to the gateway may run at the same time
 * @param lease      how long no other thread or process takes a refund that is being paid. Longer than the timeout of a
 *     call to the gateway; if a process dies, its refunds are retried after this time
 * @param firstRetry the backoff after the first call without a final answer; it doubles with each further call
 * @param lastRetry  the longest backoff
 */
@ConfigurationProperties("refund.payment")
public record PaymentProperties(
        @DefaultValue("8") int parallel,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("500ms") Duration firstRetry,
        @DefaultValue("10s") Duration lastRetry) {}
