package dev.orderly.events.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Counters, each with the event's type and the consumer that got it. */
record MicrometerEventMetrics(MeterRegistry registry, String consumer) implements EventMetrics {

    @Override
    public void handled(String type) {
        count("orderly.events.handled", "Events that had their effect", type);
    }

    @Override
    public void recognised(String type) {
        count("orderly.events.duplicates", "Events that had had their effect before", type);
    }

    @Override
    public void retried(String type) {
        count("orderly.events.retries", "Events that were set aside and tried again with success", type);
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
