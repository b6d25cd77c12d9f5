package dev.orderly.shop.refund.application;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How refunds are paid.
 *
 * @param parallel   how many calls to the gateway may run at once
 * @param lease      how long a refund is out of the others' reach while it is paid: longer than a call to the gateway
 *     may take, and how long a refund waits when the process paying it was killed
 * @param firstRetry how long to wait after the first call without a final answer; doubled from call to call
 * @param lastRetry  what it is never longer than
 */
@ConfigurationProperties("refund.payment")
public record PaymentProperties(
        @DefaultValue("8") int parallel,
        @DefaultValue("10s") Duration lease,
        @DefaultValue("500ms") Duration firstRetry,
        @DefaultValue("10s") Duration lastRetry) {}
