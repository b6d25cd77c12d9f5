package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.forwarder.SenderFencedException;
import dev.orderly.events.message.CloudEventWriter;
import dev.orderly.events.store.EventEntry;
import dev.orderly.events.tracing.TraceLog;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends each batch in a Kafka transaction: consumers that read committed see it whole or not at all.
 *
 * <p>The transactional id belongs to the source, so a newly opened sender fences the earlier ones. Each record bears
 * its position; what an earlier sender has committed is read back from the topic, so that a crash between Kafka's
 * commit and the database's makes no duplicate.
 */
final class KafkaEventSender implements EventSender {

    private static final Logger log = LoggerFactory.getLogger(EventSender.class);
    private static final int LOGGED_ONE_BY_ONE = 20;

    private final Map<String, Object> producerConfiguration;
    private final TopicTail tail;
    private final String topic;
    private @Nullable Producer<byte[], byte[]> producer;

    KafkaEventSender(Map<String, Object> producerConfiguration, TopicTail tail, String topic) {
        this.producerConfiguration = producerConfiguration;
        this.tail = tail;
        this.topic = topic;
    }

    @Override
    public long open() {
        var opened = new KafkaProducer<>(producerConfiguration, new ByteArraySerializer(), new ByteArraySerializer());
        producer = opened;
        opened.initTransactions();
        return tail.highestPosition();
    }

    @Override
    public void send(List<EventEntry> entries) {
        var opened = producer;
        if (opened == null) {
            throw new IllegalStateException("The sender is not open");
        }
        try {
            opened.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>(entries.size());
            for (var entry : entries) {
                sent.add(opened.send(record(entry)));
            }
            opened.commitTransaction();
            report(entries, sent);
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new SenderFencedException(e);
        }
    }

    /** An open transaction is aborted by the next sender that is opened. */
    @Override
    public void close() {
        var closing = producer;
        producer = null;
        if (closing != null) {
            closing.close(Duration.ZERO);
        }
    }

    private ProducerRecord<byte[], byte[]> record(EventEntry entry) {
        var message = CloudEventWriter.write(entry, topic);
        List<Header> headers = message.headers().stream()
                .<Header>map(each -> new RecordHeader(each.name(), each.value()))
                .toList();
        return new ProducerRecord<>(topic, null, message.key(), message.payload(), headers);
    }

    private void report(List<EventEntry> entries, List<Future<RecordMetadata>> sent) {
        if (entries.size() > LOGGED_ONE_BY_ONE) {
            log.info(
                    "Forwarded {} events to {}, positions {} to {}",
                    entries.size(),
                    topic,
                    entries.get(0).position(),
                    entries.get(entries.size() - 1).position());
            return;
        }
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var metadata = committed(sent.get(i));
            TraceLog.within(
                    entry.traceParent(),
                    () -> log.info(
                            "Forwarded {} {} of {}, position {}, to {}@{}",
                            entry.type(),
                            entry.id(),
                            entry.subject(),
                            entry.position(),
                            new TopicPartition(metadata.topic(), metadata.partition()),
                            metadata.offset()));
        }
    }

    private static RecordMetadata committed(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted after the commit", e);
        } catch (ExecutionException e) {
            throw new KafkaException("A record of a committed transaction has failed", e);
        }
    }
}
