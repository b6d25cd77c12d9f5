package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
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
final class SeekToBatchStartErrorHandler implements CommonErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(SeekToBatchStartErrorHandler.class);

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
        log.warn("{}: the consumer failed and goes on", container.getListenerId(), failure);
    }

    /** Called after the first batch that succeeds again, and when the container stops. */
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
