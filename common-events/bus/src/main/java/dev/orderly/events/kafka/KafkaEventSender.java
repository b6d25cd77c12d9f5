package dev.orderly.events.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.forwarder.SenderFencedException;
import dev.orderly.events.forwarder.UnsendableEventException;
import dev.orderly.events.forwarder.UnsendableEventException.Refusal;
import dev.orderly.events.message.Message;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.tracing.TraceLog;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Sends each batch in a Kafka transaction: consumers with {@code read_committed} see all of it or nothing.
 *
 * <p>The transactional id belongs to the source, so a newly opened sender fences the earlier ones. Each
 * transaction also commits how far the source has sent ({@link SentPositions}), and a new sender continues there: a crash
 * between Kafka's commit and the database's commit causes no duplicate.
 */
final class KafkaEventSender implements EventSender {

    private static final Logger log = SafeLog.of(EventSender.class);
    private static final int LOGGED_ONE_BY_ONE = 20;

    private final Map<String, Object> producerConfiguration;
    private final SentPositions positions;
    private final TopicPartitions partitions;
    private final String topic;
    private final EventActivity activity;
    private @Nullable Producer<byte[], byte[]> producer;
    private SentPosition sent = SentPosition.NONE;
    private int spread;

    KafkaEventSender(
            Map<String, Object> producerConfiguration,
            SentPositions positions,
            TopicPartitions partitions,
            String topic,
            EventActivity activity) {
        this.producerConfiguration = producerConfiguration;
        this.positions = positions;
        this.partitions = partitions;
        this.topic = topic;
        this.activity = activity;
    }

    @Override
    public Opened open() {
        close();
        var opening = new KafkaProducer<>(producerConfiguration, new ByteArraySerializer(), new ByteArraySerializer());
        try {
            opening.initTransactions();
            var opened = positions.read();
            sent = new SentPosition(opened.position(), opened.event(), opened.lastResent());
            spread = partitions.pin(topic, opening.partitionsFor(topic).size());
            producer = opening;
            return opened;
        } finally {
            if (producer == null) {
                opening.close(Duration.ZERO);
            }
        }
    }

    @Override
    public void send(List<OutgoingMessage> messages) {
        var last = messages.get(messages.size() - 1).event();
        sendInTransaction(messages, sent.through(last.position(), last.id()));
    }

    @Override
    public void resend(List<OutgoingMessage> messages) {
        var last = messages.get(messages.size() - 1).event();
        sendInTransaction(messages, sent.resent(last.id()));
    }

    /** The next sender that is opened aborts a transaction that is still open. */
    @Override
    public void close() {
        var closing = producer;
        producer = null;
        if (closing != null) {
            closing.close(Duration.ZERO);
        }
    }

    private void sendInTransaction(List<OutgoingMessage> messages, SentPosition sentThen) {
        var open = producer;
        if (open == null) {
            throw new IllegalStateException("The sender is not open: call open() first");
        }
        List<Future<RecordMetadata>> records = new ArrayList<>(messages.size());
        try {
            open.beginTransaction();
            for (var each : messages) {
                records.add(open.send(record(each.message())));
            }
            positions.save(sentThen, open);
            open.commitTransaction();
            sent = sentThen;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new SenderFencedException(e);
        } catch (KafkaException e) {
            var refusals = refusals(messages, records);
            if (refusals.isEmpty()) {
                throw e;
            }
            abort(open);
            throw new UnsendableEventException(refusals);
        }
        report(messages, records);
    }

    private ProducerRecord<byte[], byte[]> record(Message message) {
        List<Header> headers = new ArrayList<>(message.headers().size());
        for (var each : message.headers()) {
            headers.add(new RecordHeader(each.name(), each.value()));
        }
        // Kafka's default partitioner, but over the number of partitions that the topic had first.
        var partition = BuiltInPartitioner.partitionForKey(message.key(), spread);
        return new ProducerRecord<>(topic, partition, message.key(), message.payload(), headers);
    }

    /** A refusal fails the transaction before its commit, so aborting it leaves nothing unknown. */
    private static void abort(Producer<byte[], byte[]> open) {
        try {
            open.abortTransaction();
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw new SenderFencedException(e);
        }
    }

    private static List<Refusal> refusals(List<OutgoingMessage> messages, List<Future<RecordMetadata>> records) {
        List<Refusal> refusals = new ArrayList<>();
        for (int i = 0; i < records.size(); i++) {
            var refusal = refusalOf(records.get(i));
            if (refusal != null) {
                refusals.add(new Refusal(messages.get(i), refusal));
            }
        }
        return refusals;
    }

    /** Why this record was refused; null if it failed only because its transaction failed. */
    private static @Nullable Throwable refusalOf(Future<RecordMetadata> sent) {
        if (!sent.isDone()) {
            return null;
        }
        try {
            sent.get();
            return null;
        } catch (ExecutionException e) {
            var cause = e.getCause();
            return cause instanceof RecordTooLargeException || cause instanceof InvalidRecordException ? cause : null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private void report(List<OutgoingMessage> messages, List<Future<RecordMetadata>> sent) {
        for (int i = 0; activity.isWatched() && i < messages.size(); i++) {
            activity.happened(Activity.Kind.FORWARDED, messages.get(i).event(), place(committed(sent.get(i))));
        }
        if (messages.size() > LOGGED_ONE_BY_ONE) {
            log.info(
                    "Forwarded {} events to {}, positions {} to {}",
                    messages.size(),
                    topic,
                    messages.get(0).event().position(),
                    messages.get(messages.size() - 1).event().position());
            return;
        }
        if (!log.isInfoEnabled()) {
            return;
        }
        for (int i = 0; i < messages.size(); i++) {
            var event = messages.get(i).event();
            var metadata = committed(sent.get(i));
            TraceLog.within(
                    event.traceParent(),
                    () -> log.info(
                            "Forwarded {} {} of {}, position {}, to {}",
                            event.type(),
                            event.id(),
                            event.subject(),
                            event.position(),
                            place(metadata)));
        }
    }

    private static String place(RecordMetadata record) {
        return new TopicPartition(record.topic(), record.partition()) + "@" + record.offset();
    }

    private static RecordMetadata committed(Future<RecordMetadata> sent) {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("Interrupted after the commit", e);
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "Kafka committed the transaction, but reported a failure for one of its records", e);
        }
    }
}
