package dev.orderly.benchmarks.contender;

import java.util.List;

import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Sends each event after the commit of its transaction, from memory. */
final class BareProducer implements Contender {

    private final ServiceDatabase database;
    private final BenchmarkProducer producer;
    private long first;
    private long last = -1;

    BareProducer(ContenderSetup setup) {
        this.database = ServiceDatabase.connect(setup);
        this.producer = new BenchmarkProducer(setup);
    }

    @Override
    public void start() {}

    @Override
    public void stop() {
        database.deleteOrders();
    }

    @Override
    public void hold() {}

    @Override
    public void release() {
        for (long number = first; number <= last; number++) {
            send(number);
        }
        producer.flush();
        last = first - 1;
    }

    /** There is nothing to commit: it has no table. */
    @Override
    public void commitBacklog(long firstOfBacklog, long lastOfBacklog) {
        this.first = firstOfBacklog;
        this.last = lastOfBacklog;
    }

    @Override
    public void raise(long number) {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                send(number);
            }
        });
    }

    private void send(long number) {
        var key = BenchmarkEvents.aggregate(number).getBytes(UTF_8);
        producer.send(key, BenchmarkEvents.payload(number).getBytes(UTF_8), List.of(), () -> {});
    }

    @Override
    public ServiceDatabase database() {
        return database;
    }

    @Override
    public void close() throws Exception {
        producer.close();
        database.close();
    }
}
