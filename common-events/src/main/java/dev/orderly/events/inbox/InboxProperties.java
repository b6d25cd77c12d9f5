package dev.orderly.events.inbox;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What happens to an event whose handler fails.
 *
 * @param maxAttempts  how often it is tried before it waits for an operator, the first time included
 * @param firstBackOff the pause before the second attempt; each further pause is twice as long
 * @param maxBackOff   the longest pause
 * @param pollInterval how often it is looked whether a retry is due
 */
@ConfigurationProperties("orderly.inbox")
public record InboxProperties(
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("1s") Duration firstBackOff,
        @DefaultValue("1m") Duration maxBackOff,
        @DefaultValue("500ms") Duration pollInterval) {

    Duration backOffAfter(int attempts) {
        var doubled = firstBackOff.multipliedBy(1L << Math.min(attempts - 1, 30));
        return doubled.compareTo(maxBackOff) < 0 ? doubled : maxBackOff;
    }
}
