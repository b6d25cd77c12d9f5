package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.kafka.listener.CommonErrorHandler;
import org.springframework.kafka.listener.ListenerUtils;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * Handles a batch that the inbox could not process or dead-letter, for example during an outage of the database: it seeks
 * to the start of the batch, waits, and polls the same records again, forever. It keeps no record in memory, so a
 * rebalance meanwhile loses nothing.
 */
final class SeekToBatchStartErrorHandler implements CommonErrorHandler {

    private static final Logger log = SafeLog.of(SeekToBatchStartErrorHandler.class);

    private final Outage outage;
    private volatile @Nullable MessageListenerContainer failing;

    SeekToBatchStartErrorHandler(Duration pause) {
        this.outage = new Outage(log, "Receiving events", Backoff.constant(pause));
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
        failing = container;
        var pause = outage.failed(failure);
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
        log.warn("{}: the Kafka consumer failed; it polls again", container.getListenerId(), failure);
    }

    /** Spring Kafka calls it after the first batch that succeeds again, and when the container stops. */
    @Override
    public void clearThreadState() {
        var container = failing;
        if (container != null && container.isRunning()) {
            outage.recovered();
        }
        failing = null;
        outage.reset();
    }
}
