package dev.orderly.events.kafka;

import java.util.Collection;
import java.util.HashSet;
import java.util.Map;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/** Lets each assigned partition that has no committed offset begin where the consumer was told to. */
final class SeekToStart implements ConsumerAwareRebalanceListener {

    private final Map<TopicPartition, Long> offsets;

    SeekToStart(Map<TopicPartition, Long> offsets) {
        this.offsets = offsets;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        consumer.committed(new HashSet<>(partitions)).forEach((partition, committed) -> {
            var begin = offsets.get(partition);
            if (committed == null && begin != null) {
                consumer.seek(partition, begin);
            }
        });
    }
}
