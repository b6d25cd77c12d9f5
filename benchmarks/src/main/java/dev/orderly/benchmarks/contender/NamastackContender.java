package dev.orderly.benchmarks.contender;

import java.nio.charset.StandardCharsets;
import java.util.Map;

import io.namastack.outbox.Outbox;
import io.namastack.outbox.handler.OutboxRecordMetadata;
import io.namastack.outbox.handler.OutboxTypedHandler;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.kafka.core.KafkaTemplate;

/** namastack-outbox on JDBC: it polls as often as it may, takes large batches, sends with several threads and deletes what is sent. */
final class NamastackContender extends SpringContender {

    private final Outbox outbox = context().getBean(Outbox.class);

    NamastackContender(ContenderSetup setup) {
        super(
                setup,
                Application.class,
                Map.of(
                        "namastack.outbox.jdbc.schema-initialization.enabled", "true",
                        "namastack.outbox.polling.fixed.interval", "10ms",
                        "namastack.outbox.polling.batch-size", "1000",
                        "namastack.outbox.processing.executor-core-pool-size", String.valueOf(SENDERS),
                        "namastack.outbox.processing.executor-max-pool-size", String.valueOf(SENDERS),
                        "namastack.outbox.processing.delete-completed-records", "true"));
    }

    @Override
    public void raise(long number) {
        outbox.schedule(PlainOrderPlaced.of(number), BenchmarkEvents.aggregate(number));
    }

    @EnableAutoConfiguration
    static class Application {

        @Bean
        OutboxTypedHandler<PlainOrderPlaced> handler(
                KafkaTemplate<String, byte[]> kafka, Gate gate, ContenderSetup setup) {
            return new Sender(kafka, gate, setup.topic());
        }
    }

    private record Sender(KafkaTemplate<String, byte[]> kafka, Gate gate, String topic)
            implements OutboxTypedHandler<PlainOrderPlaced> {

        @Override
        public void handle(PlainOrderPlaced event, OutboxRecordMetadata metadata) {
            gate.pass();
            var payload = BenchmarkEvents.payload(event.number()).getBytes(StandardCharsets.UTF_8);
            kafka.send(topic, event.aggregate(), payload).join();
        }
    }
}
