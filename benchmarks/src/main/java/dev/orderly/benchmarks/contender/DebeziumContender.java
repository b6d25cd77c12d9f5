package dev.orderly.benchmarks.contender;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Debezium's engine in the service's process, with the outbox event router, a queue and batches much larger than its defaults,
 * and without converters: the payload is a text that is sent as it is.
 */
final class DebeziumContender implements Contender {

    private static final String SLOT = "debezium";

    private final ContenderSetup setup;
    private final ServiceDatabase database;
    private final PlainOutbox outbox;
    private final WalSender walSender;
    private final BenchmarkProducer producer;
    private @Nullable DebeziumEngine<?> engine;
    private @Nullable ExecutorService thread;

    DebeziumContender(ContenderSetup setup) {
        this.setup = setup;
        this.database = ServiceDatabase.connect(setup);
        this.outbox = new PlainOutbox(database.jdbc());
        this.walSender = new WalSender(database.jdbc(), SLOT);
        this.producer = new BenchmarkProducer(setup);
    }

    @Override
    public void start() {
        var starting = DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
                .using(properties())
                .notifying(this::send)
                .build();
        engine = starting;
        thread = Executors.newSingleThreadExecutor();
        thread.execute(starting);
        walSender.awaitCaughtUp();
    }

    @Override
    public void stop() throws Exception {
        if (engine != null) {
            engine.close();
            engine = null;
        }
        if (thread != null) {
            thread.shutdown();
            thread.awaitTermination(1, TimeUnit.MINUTES);
        }
        outbox.deleteAll();
        database.deleteOrders();
    }

    @Override
    public void hold() throws Exception {
        walSender.hold();
    }

    @Override
    public void release() throws Exception {
        walSender.release();
    }

    @Override
    public void commitBacklog(long first, long last) {
        outbox.insertMany(first, last);
    }

    @Override
    public void raise(long number) {
        outbox.insert(number);
    }

    @Override
    public ServiceDatabase database() {
        return database;
    }

    @Override
    public void close() throws Exception {
        stop();
        producer.close();
        database.close();
    }

    private Properties properties() {
        var url = URI.create(setup.jdbcUrl().substring("jdbc:".length()));
        var properties = new Properties();
        properties.put("name", SLOT);
        properties.put("connector.class", "io.debezium.connector.postgresql.PostgresConnector");
        properties.put("offset.storage", "org.apache.kafka.connect.storage.MemoryOffsetBackingStore");
        properties.put("database.hostname", url.getHost());
        properties.put("database.port", String.valueOf(url.getPort()));
        properties.put("database.user", setup.username());
        properties.put("database.password", setup.password());
        properties.put("database.dbname", url.getPath().substring(1));
        properties.put("topic.prefix", "benchmark");
        properties.put("plugin.name", "pgoutput");
        properties.put("slot.name", SLOT);
        properties.put("slot.drop.on.stop", "true");
        properties.put("publication.name", PlainOutbox.PUBLICATION);
        properties.put("publication.autocreate.mode", "disabled");
        properties.put("table.include.list", "public." + PlainOutbox.TABLE);
        properties.put("snapshot.mode", "no_data");
        properties.put("transforms", "outbox");
        properties.put("transforms.outbox.type", "io.debezium.transforms.outbox.EventRouter");
        properties.put("transforms.outbox.table.fields.additional.placement", "type:header:type");
        tuning().forEach(properties::put);
        return properties;
    }

    private static Map<String, String> tuning() {
        return Map.of(
                "max.batch.size", "8192",
                "max.queue.size", "65536",
                "poll.interval.ms", "5",
                "offset.flush.interval.ms", "1000");
    }

    private void send(
            List<RecordChangeEvent<SourceRecord>> batch,
            DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
            throws InterruptedException {
        for (var each : batch) {
            var event = each.record();
            List<Header> headers = new ArrayList<>(2);
            for (var header : event.headers()) {
                headers.add(new RecordHeader(
                        header.key(), String.valueOf(header.value()).getBytes(UTF_8)));
            }
            producer.send(
                    ((String) event.key()).getBytes(UTF_8),
                    ((String) event.value()).getBytes(UTF_8),
                    headers,
                    () -> {});
        }
        producer.flush();
        for (var each : batch) {
            committer.markProcessed(each);
        }
        committer.markBatchFinished();
    }
}
