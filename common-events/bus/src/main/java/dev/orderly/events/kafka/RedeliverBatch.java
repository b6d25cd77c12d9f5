package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * What to do when the inbox could not even record a failure, as when the database is away: go back to where the poll
 * began, wait, and ask the broker for the same records again, for ever. Since nothing is kept in memory, a rebalance
 * meanwhile loses nothing.
 */
final class RedeliverBatch implements CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(RedeliverBatch.class);

    private final Duration pause;
    private @Nullable MessageListenerContainer failing;
    private int failures;

    RedeliverBatch(Duration pause) {
        this.pause = pause;
    }

    @Override
    public boolean isAckAfterHandle() {
        return false;
    }

    @Override
    public void handleBatch(
            Exception failure,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        report(failure, records.count(), container);
        Map<TopicPartition, Long> firstOffsets = new HashMap<>();
        records.forEach(each ->
                firstOffsets.merge(new TopicPartition(each.topic(), each.partition()), each.offset(), Math::min));
        firstOffsets.forEach(consumer::seek);
        try {
            ListenerUtils.stoppableSleep(container, pause.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void handleOtherException(
            Exception failure, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        log.warn("{}: the consumer failed and goes on", container.getListenerId(), failure);
    }

    /** Called after the first batch that succeeds again, and when the container stops. */
    @Override
    public synchronized void clearThreadState() {
        if (failing != null && failing.isRunning()) {
            log.info("Taking events in again after {} failed attempts", failures);
        }
        failing = null;
        failures = 0;
    }

    private synchronized void report(Exception failure, int records, MessageListenerContainer container) {
        failing = container;
        failures++;
        // 1, 2, 4, 8, ... and the stack only once
        if (failures == 1) {
            log.warn("Cannot take {} events in now, asking for them again until it works", records, failure);
        } else if (Integer.bitCount(failures) == 1) {
            log.warn("Still cannot take events in after {} attempts: {}", failures, failure.toString());
        }
    }
}
