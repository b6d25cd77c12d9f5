package dev.orderly.shop.order.idempotency;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long answers are kept for repeated calls.
 *
 * @param retention     how long a key is remembered; a call that is repeated later is a new one
 * @param cleanUpPeriod how long the clean-up rests between its runs
 * @param cleanUpBatch  how many answers one statement of the clean-up removes at most
 */
@ConfigurationProperties("shop.idempotency")
record IdempotencyProperties(
        @DefaultValue("24h") Duration retention,
        @DefaultValue("1m") Duration cleanUpPeriod,
        @DefaultValue("1000") int cleanUpBatch) {}
