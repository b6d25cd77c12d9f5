package dev.orderly.events.forwarder;

import java.time.Duration;
import java.util.Set;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How stored events are forwarded.
 *
 * @param batchSize       the maximum number of events in one batch; fewer after a batch has failed
 * @param batchInterval   under load, the shortest time between the starts of two batches, up to 1s: events gather in between. An event
 *                        that comes later than that after the last batch is sent at once, and large batches follow each
 *                        other without a pause
 * @param pollInterval    the first pause between two looks into the store while this process commits no event; the pause
 *                        doubles each time that no event is found
 * @param pollIntervalMax the longest of these pauses
 * @param lease           if the active forwarder sends no heartbeat to the database for this long, because its process is
 *                        frozen or its machine is gone, a standby takes over. If its process ends, a standby takes over
 *                        within a second. The minimum is 1s. With Kafka the standby fences the old forwarder. With
 *                        RabbitMQ both may send for a moment, and the inbox recognizes the duplicates
 * @param retryMax        the longest pause between two attempts during an outage of the transport or the database
 * @param maxAttempts     how many times an event that the transport refuses is sent before it is parked
 * @param skippedTypes    the event types whose later events do not wait behind a parked event of this type
 */
@ConfigurationProperties("orderly.forwarder")
public record ForwarderProperties(
        @DefaultValue("4000") int batchSize,
        @DefaultValue("20ms") Duration batchInterval,
        @DefaultValue("100ms") Duration pollInterval,
        @DefaultValue("1s") Duration pollIntervalMax,
        @DefaultValue("3s") Duration lease,
        @DefaultValue("5s") Duration retryMax,
        @DefaultValue("3") int maxAttempts,
        @DefaultValue Set<String> skippedTypes) {

    private static final Duration LONGEST_BATCH_INTERVAL = Duration.ofSeconds(1);

    public ForwarderProperties {
        if (batchInterval.isNegative() || batchInterval.compareTo(LONGEST_BATCH_INTERVAL) > 0) {
            throw new IllegalArgumentException("orderly.forwarder.batch-interval is %s: set it to %s or less"
                    .formatted(batchInterval, LONGEST_BATCH_INTERVAL));
        }
        if (lease.toSeconds() < 1) {
            throw new IllegalArgumentException("orderly.forwarder.lease is %s: set it to 1s or more".formatted(lease));
        }
    }
}
