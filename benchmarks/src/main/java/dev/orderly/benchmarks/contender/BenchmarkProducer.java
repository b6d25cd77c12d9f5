package dev.orderly.benchmarks.contender;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A producer with large batches, idempotent and outside transactions, for the contenders that have none of their own. */
final class BenchmarkProducer implements AutoCloseable {

    /** What makes it fast; the rest are Kafka's defaults. */
    static final Map<String, Object> SETTINGS = Map.of(
            ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024,
            ProducerConfig.LINGER_MS_CONFIG, 1,
            ProducerConfig.BUFFER_MEMORY_CONFIG, 64L * 1024 * 1024,
            ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 4 * 1024 * 1024);

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    BenchmarkProducer(ContenderSetup setup) {
        var settings = new HashMap<>(SETTINGS);
        settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, setup.bootstrapServers());
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, setup.compression());
        this.producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = setup.topic();
    }

    /**
     * Returns before the broker has the record.
     *
     * @param acknowledged called if, and when, the broker has it
     * @throws IllegalStateException if an earlier record failed
     */
    void send(byte[] key, byte[] payload, List<Header> headers, Runnable acknowledged) {
        Callback callback = (metadata, exception) -> {
            if (exception == null) {
                acknowledged.run();
            } else {
                failure.set(exception);
            }
        };
        producer.send(new ProducerRecord<>(topic, null, key, payload, headers), callback);
        verifyNoFailure();
    }

    /** When this returns, the broker has all records. */
    void flush() {
        producer.flush();
        verifyNoFailure();
    }

    private void verifyNoFailure() {
        var failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException("A record could not be sent", failed);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
