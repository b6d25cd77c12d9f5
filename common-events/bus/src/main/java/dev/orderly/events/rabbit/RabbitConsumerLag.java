package dev.orderly.events.rabbit;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import dev.orderly.events.inbox.ConsumerLag;
import dev.orderly.events.support.SafeLog;
import org.slf4j.Logger;
import org.springframework.amqp.AmqpException;
import org.springframework.amqp.core.AmqpAdmin;

/**
 * The messages in the consumer's queues. Those that an instance has taken and not acknowledged yet, at most 50 of each
 * queue, are not among them. It asks the broker at most once in two seconds.
 */
final class RabbitConsumerLag implements ConsumerLag {

    private static final Logger log = SafeLog.of(RabbitConsumerLag.class);

    private static final Duration CACHED = Duration.ofSeconds(2);

    private final AmqpAdmin admin;
    private final Map<String, List<String>> queuesByTopic;
    private final ReentrantLock lock = new ReentrantLock();
    private Map<String, Long> last = Map.of();
    private long askedAt = System.nanoTime() - CACHED.toNanos();

    RabbitConsumerLag(AmqpAdmin admin, Map<String, List<String>> queuesByTopic) {
        this.admin = admin;
        this.queuesByTopic = queuesByTopic;
    }

    @Override
    public Map<String, Long> byTopic() {
        lock.lock();
        try {
            if (System.nanoTime() - askedAt >= CACHED.toNanos()) {
                last = ask();
                askedAt = System.nanoTime();
            }
            return last;
        } finally {
            lock.unlock();
        }
    }

    private Map<String, Long> ask() {
        Map<String, Long> lag = new HashMap<>();
        try {
            queuesByTopic.forEach((topic, queues) -> queues.forEach(queue -> {
                var info = admin.getQueueInfo(queue);
                if (info != null) {
                    lag.merge(topic, (long) info.getMessageCount(), Long::sum);
                }
            }));
            return lag;
        } catch (AmqpException e) {
            log.debug("The lag is unknown", e);
            return Map.of();
        }
    }
}
