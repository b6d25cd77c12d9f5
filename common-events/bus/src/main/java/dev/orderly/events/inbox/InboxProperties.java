package dev.orderly.events.inbox;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens to an event whose handler fails, and how long one that was processed is remembered.
 *
 * @param maxAttempts  how often it is tried before it waits for an operator, the first time included
 * @param firstBackOff the pause before the second attempt; each further pause is twice as long
 * @param maxBackOff   the longest pause
 * @param pollInterval how often it is looked whether a retry is due
 * @param idleTimeout  how long a handler's transaction may go without a statement before the database ends it: its process
 *                     is frozen then, or its machine gone, and another instance that has been given its events would wait for
 *                     it. A handler must not compute or wait for longer between two statements; what it did is rolled
 *                     back, and its events are delivered again. 0 is for ever
 * @param retention    how long an event that was processed is remembered at least, so that it is recognised when it is
 *                     delivered again; must be longer than the transport can deliver it again, which for a Kafka topic is
 *                     its retention.ms and its segment.ms together, and is checked when the service
 *                     starts. 0 is for ever
 */
@ConfigurationProperties("orderly.inbox")
public record InboxProperties(
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("1s") Duration firstBackOff,
        @DefaultValue("1m") Duration maxBackOff,
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("1m") Duration idleTimeout,
        @DefaultValue("15d") Duration retention) {

    Duration backOffAfter(int attempts) {
        var doubled = firstBackOff.multipliedBy(1L << Math.min(attempts - 1, 30));
        return doubled.compareTo(maxBackOff) < 0 ? doubled : maxBackOff;
    }
}
