package dev.orderly.events.metrics;

import java.util.List;

import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.deadletter.DeadLetterCounts;
import dev.orderly.events.deadletter.DeadLetterCounts.Count;
import dev.orderly.events.support.SafeLog;
import org.slf4j.Logger;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.dao.DataAccessException;

/** Warns at start of dead letters that a consumer with another name has left behind: nothing retries or counts them. */
final class UnclaimedDeadLetters implements SmartInitializingSingleton {

    private static final Logger log = SafeLog.of(UnclaimedDeadLetters.class);

    private static final String FORWARDER = "-forwarder";

    private final DeadLetterCounts deadLetters;
    private final String consumer;
    private final List<String> consumers;

    /** @param consumers the names of the service's consumers, if it has any */
    UnclaimedDeadLetters(DeadLetterCounts deadLetters, OrderlyProperties orderly, List<String> consumers) {
        this.deadLetters = deadLetters;
        this.consumer = orderly.consumer();
        this.consumers = consumers;
    }

    @Override
    public void afterSingletonsInstantiated() {
        try {
            deadLetters.byConsumer().values().stream()
                    .filter(each -> !consumers.contains(each.consumer()))
                    .filter(each -> !withoutSuffix(each.consumer()).equals(consumer))
                    .forEach(this::warn);
        } catch (DataAccessException e) {
            log.debug("Could not look for dead letters of other consumers", e);
        }
    }

    private void warn(Count unclaimed) {
        var earlier = unclaimed.consumer();
        if (earlier.startsWith(consumer + ".")) {
            log.warn(
                    "{} dead letters of the consumer {} are never retried, because no event handler of this service belongs to it. Give it a handler again, @EventHandler(consumer = \"{}\"), or discard them",
                    unclaimed.parked() + unclaimed.waiting(),
                    earlier,
                    earlier.substring(consumer.length() + 1));
            return;
        }
        log.warn(
                "{} dead letters of the consumer {} are never retried, because this service is the consumer {}. If it was renamed, set orderly.consumer={} again, or move them: UPDATE orderly.dead_letter SET consumer = '{}' WHERE consumer = '{}'",
                unclaimed.parked() + unclaimed.waiting(),
                earlier,
                consumer,
                withoutSuffix(earlier),
                earlier.endsWith(FORWARDER) ? consumer + FORWARDER : consumer,
                earlier);
    }

    /** The forwarder of a service keeps its dead letters under the name of the consumer, with a suffix. */
    private static String withoutSuffix(String name) {
        return name.endsWith(FORWARDER) ? name.substring(0, name.length() - FORWARDER.length()) : name;
    }
}
