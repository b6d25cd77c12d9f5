package dev.orderly.events.metrics;

import dev.orderly.events.inbox.EventMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counters with the event's type and the consumer as tags. */
final class MicrometerEventMetrics implements EventMetrics {

    private final MeterRegistry registry;
    private final String consumer;

    MicrometerEventMetrics(MeterRegistry registry, String consumer) {
        this.registry = registry;
        this.consumer = consumer;
    }

    @Override
    public void handled(String type) {
        count("orderly.events.handled", "Events that a handler has processed", type);
    }

    @Override
    public void recognized(String type) {
        count("orderly.events.duplicates", "Duplicates that were recognized and had no effect", type);
    }

    @Override
    public void retried(String type) {
        count("orderly.events.retries", "Dead letters whose retry succeeded", type);
    }

    private void count(String name, String description, String type) {
        var counter = Counter.builder(name)
                .description(description)
                .tag("type", type)
                .tag("consumer", consumer)
                .register(registry);
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    counter.increment();
                }
            });
        } else {
            counter.increment();
        }
    }
}
