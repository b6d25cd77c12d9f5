package dev.orderly.events.kafka;

import java.util.List;
import java.util.stream.StreamSupport;

import dev.orderly.events.inbox.Delivery;
import dev.orderly.events.inbox.Inbox;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/** Gives a poll's records to the inbox. The container commits their offsets after the inbox has committed. */
record KafkaDeliveryListener(Inbox inbox) implements BatchMessageListener<byte[], byte[]> {

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.receive(records.stream().map(KafkaDeliveryListener::delivery).toList());
    }

    private static Delivery delivery(ConsumerRecord<byte[], @Nullable byte[]> record) {
        var headers = StreamSupport.stream(record.headers().spliterator(), false)
                .map(each -> new Delivery.Header(each.key(), each.value()))
                .toList();
        var origin = new TopicPartition(record.topic(), record.partition()) + "@" + record.offset();
        return new Delivery(record.topic(), origin, record.key(), headers, record.value());
    }
}
