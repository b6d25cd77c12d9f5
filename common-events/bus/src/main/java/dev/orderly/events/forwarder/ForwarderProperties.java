package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How stored events are forwarded.
 *
 * @param batchSize       how many events are sent in one transaction at the most
 * @param pollInterval    how often the store is looked at when nothing in this process has committed an event; each time
 *                        that nothing is found the pause doubles
 * @param pollIntervalMax the longest of these pauses
 * @param lease           how long the active forwarder may not be heard of by the database before a stand-by takes over:
 *                        its process is frozen, or its machine is gone. One whose process ends is replaced within a
 *                        second. At least a second; what is sent, and that it is sent once, does not depend on it
 * @param retryMax        the longest pause between two attempts while the transport or the database is away
 * @param maxAttempts     how often an event that the transport refuses is sent before it is parked
 * @param skippedTypes    the event types whose aggregate goes on without a parked event, instead of waiting behind it
 */
@ConfigurationProperties("orderly.forwarder")
public record ForwarderProperties(
        @DefaultValue("4000") int batchSize,
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("1s") Duration pollIntervalMax,
        @DefaultValue("3s") Duration lease,
        @DefaultValue("5s") Duration retryMax,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue Set<String> skippedTypes) {

    public ForwarderProperties {
        if (lease.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "orderly.forwarder.lease is %s, and has to be 1s at least".formatted(lease));
        }
    }
}
