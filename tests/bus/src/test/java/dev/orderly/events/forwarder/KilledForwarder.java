package dev.orderly.events.forwarder;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
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

    /** What it says before it pauses itself. */
    static final String PAUSED = "Paused in the middle of a batch";

    private static final int CRASH_AFTER_ACKNOWLEDGED = count("crash-after-acknowledged");
    private static final int PAUSE_AFTER_ACKNOWLEDGED = count("pause-after-acknowledged");

    private static int count(String name) {
        return Integer.getInteger("orderly.test." + name, Integer.MAX_VALUE);
    }

    public static void main(String... arguments) {
        SpringApplication.run(KilledForwarder.class, arguments);
    }

    /** Ends or pauses the process in the middle of a batch: the broker has some of its records, and others are not sent. */
    public static final class InTheMiddleOfABatch implements ProducerInterceptor<byte[], byte[]> {

        private static final AtomicInteger sent = new AtomicInteger();
        private static final CountDownLatch unacknowledged =
                new CountDownLatch(Math.min(CRASH_AFTER_ACKNOWLEDGED, PAUSE_AFTER_ACKNOWLEDGED));

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            var before = sent.getAndIncrement();
            if (before == CRASH_AFTER_ACKNOWLEDGED) {
                awaitAcknowledgements();
                Runtime.getRuntime().halt(137);
            }
            if (before == PAUSE_AFTER_ACKNOWLEDGED) {
                awaitAcknowledgements();
                System.out.println(PAUSED);
                signal("STOP", ProcessHandle.current().pid());
            }
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
            unacknowledged.countDown();
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configuration) {}

        private static void awaitAcknowledgements() {
            try {
                unacknowledged.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Sends a signal by its name. */
    static void signal(String name, long pid) {
        try {
            var code = new ProcessBuilder("kill", "-" + name, "" + pid)
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new IllegalStateException("kill -%s %d ended with %d".formatted(name, pid, code));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
