package dev.orderly.events.kafka;

import java.util.List;
import java.util.stream.StreamSupport;

import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.message.Message;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.listener.BatchMessageListener;

/** Passes the records of a poll to the inbox. The container commits their offsets after the inbox has committed. */
final class KafkaInboxListener implements BatchMessageListener<byte[], byte[]> {

    private final Inbox inbox;

    KafkaInboxListener(Inbox inbox) {
        this.inbox = inbox;
    }

    @Override
    public void onMessage(List<ConsumerRecord<byte[], byte[]>> records) {
        inbox.receive(records.stream().map(KafkaInboxListener::message).toList());
    }

    static Message message(ConsumerRecord<byte[], @Nullable byte[]> record) {
        var headers = StreamSupport.stream(record.headers().spliterator(), false)
                .map(each -> new Message.Header(each.key(), each.value()))
                .toList();
        var origin = new TopicPartition(record.topic(), record.partition()) + "@" + record.offset();
        return new Message(record.topic(), origin, record.key(), headers, record.value());
    }
}
