package dev.orderly.shop.idempotency;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long stored responses are kept. A repeated request is recognized only during the retention: after it, the service
 * has deleted the key, and the same request with the same key is executed a second time.
 *
 * @param retention     how long the service keeps a key and its response, 24 hours by default; longer than the longest
 *     time after which a client still retries
 * @param cleanUpPeriod how long the cleanup waits between two runs
 * @param cleanUpBatch  how many responses one statement of the cleanup deletes at most
 * @param maxResponses  how many responses are kept at most; if clients send more in the retention, the oldest are deleted
 *     early, and the service warns
 */
@ConfigurationProperties("shop.idempotency")
record IdempotencyProperties(
        @DefaultValue("24h") Duration retention,
        @DefaultValue("1m") Duration cleanUpPeriod,
        @DefaultValue("1000") int cleanUpBatch,
        @DefaultValue("1000000") long maxResponses) {}
