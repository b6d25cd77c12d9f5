package dev.orderly.events.inbox;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import dev.orderly.events.message.CloudEventDecoder;
import dev.orderly.events.message.Message;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.support.Backoff;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How failed events are retried, and how long processed events are remembered.
 *
 * @param maxAttempts  how often the handler of a failing event is called before the event is parked; 1 or more. If an
 *                     event fails in a batch, that is its first attempt, and the second one follows at once, in a
 *                     transaction of its own. With 1, every event is processed in a transaction of its own. After an
 *                     outage of the database, a crash or a redrive, attempts are counted from 1 again
 * @param firstBackOff the backoff before the second attempt; it doubles with each further attempt
 * @param maxBackOff   the longest backoff
 * @param pollInterval how often the service looks for dead letters whose retry is due
 * @param idleTimeout  if a handler's transaction executes no statement for this long, the database ends it: the work is
 *                     rolled back, and the events are processed again. So a frozen instance does not block the instance
 *                     that took over its events. A handler must not compute or wait for longer between two statements.
 *                     0 turns the timeout off
 * @param retention    the minimum time that a processed event is remembered, so that a duplicate is recognized. It must
 *                     be longer than the transport can deliver an event again. With Kafka that is the topic's
 *                     retention.ms plus its segment.ms, and the service checks it; with other transports nothing checks
 *                     it. 0 keeps processed events forever
 * @param skippedTypes the types whose events are discarded after their last attempt instead of being parked: their
 *                     aggregate continues without them. A message that cannot be read is parked all the same
 * @param start        where a consumer begins in a topic that it has never read: earliest, latest, a time such as
 *                     2026-11-30T00:00:00Z, or a position. A consumer that has begun goes on where it was. With RabbitMQ
 *                     only earliest is possible: the first event that its queues have
 * @param starts       the same for single consumers, by the name that their handlers have in @EventHandler
 */
@ConfigurationProperties("orderly.inbox")
public record InboxProperties(
        @DefaultValue("10") int maxAttempts,
        @DefaultValue("1s") Duration firstBackOff,
        @DefaultValue("1m") Duration maxBackOff,
        @DefaultValue("500ms") Duration pollInterval,
        @DefaultValue("1m") Duration idleTimeout,
        @DefaultValue("15d") Duration retention,
        @DefaultValue Set<String> skippedTypes,
        @DefaultValue("earliest") String start,
        @DefaultValue Map<String, String> starts) {

    public InboxProperties {
        if (maxAttempts < 1) {
            throw new BusSetupException(
                    "orderly.inbox.max-attempts is %d".formatted(maxAttempts),
                    "set it to the number of attempts before an event is parked, 1 or more");
        }
    }

    static final String SKIPPED_TYPES = "orderly.inbox.skipped-types";

    /** Whether this message is given up after its last attempt. */
    boolean skips(Message message) {
        var type = CloudEventDecoder.typeOf(message);
        return type != null && skippedTypes.contains(type);
    }

    Backoff backoff() {
        return new Backoff(firstBackOff, maxBackOff);
    }
}
