package dev.orderly.events.forwarder;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;

/** A service that does nothing but forward, as a process of its own, to be killed. */
@SpringBootConfiguration
@EnableAutoConfiguration
class KilledForwarder {

    public static void main(String... arguments) {
        SpringApplication.run(KilledForwarder.class, arguments);
    }

    /** Ends the process in the middle of a batch: some of its records are on their way, and the commit is not. */
    public static final class InTheMiddleOfABatch implements ProducerInterceptor<byte[], byte[]> {

        private static final AtomicInteger records = new AtomicInteger();
        private static final int LAST = Integer.getInteger("orderly.test.crash-after-records", Integer.MAX_VALUE);

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            if (records.incrementAndGet() == LAST) {
                Runtime.getRuntime().halt(137);
            }
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configuration) {}
    }
}
