package dev.orderly.benchmarks.contender;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGProperty;
import org.postgresql.replication.LogSequenceNumber;
import org.postgresql.replication.PGReplicationStream;

/**
 * Reads the rows of an outbox from the write-ahead log, through the server's {@code pgoutput}, and sends each to Kafka. It has
 * no restart, no schema changes and no transactions in Kafka: what a log reader costs at least.
 */
final class LogReader implements Contender {

    private static final String SLOT = "lean";
    private static final int WINDOW = 4_000;

    private final ContenderSetup setup;
    private final ServiceDatabase database;
    private final PlainOutbox outbox;
    private final WalSender walSender;
    private final BenchmarkProducer producer;
    private final Deque<Window> windows = new ArrayDeque<>();
    private @Nullable Connection connection;
    private @Nullable Thread thread;
    private volatile boolean shouldRun;

    LogReader(ContenderSetup setup) {
        this.setup = setup;
        this.database = ServiceDatabase.connect(setup);
        this.outbox = new PlainOutbox(database.jdbc());
        this.walSender = new WalSender(database.jdbc(), SLOT);
        this.producer = new BenchmarkProducer(setup);
    }

    @Override
    public void start() throws SQLException {
        var opened = openConnection();
        connection = opened;
        var replication = opened.unwrap(PGConnection.class).getReplicationAPI();
        replication
                .createReplicationSlot()
                .logical()
                .withSlotName(SLOT)
                .withOutputPlugin("pgoutput")
                .withTemporaryOption()
                .make();
        var stream = replication
                .replicationStream()
                .logical()
                .withSlotName(SLOT)
                .withSlotOption("proto_version", 1)
                .withSlotOption("publication_names", PlainOutbox.PUBLICATION)
                .withStatusInterval(1, TimeUnit.SECONDS)
                .start();
        shouldRun = true;
        var reading = new Thread(() -> read(stream), "log-reader");
        thread = reading;
        reading.start();
        walSender.awaitCaughtUp();
    }

    @Override
    public void stop() throws SQLException, InterruptedException {
        shouldRun = false;
        if (connection != null) {
            // Not close(): the reading thread holds the connection.
            connection.abort(Runnable::run);
        }
        if (thread != null) {
            thread.join();
        }
        windows.clear();
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

    private Connection openConnection() throws SQLException {
        var properties = new Properties();
        PGProperty.USER.set(properties, setup.username());
        PGProperty.PASSWORD.set(properties, setup.password());
        PGProperty.REPLICATION.set(properties, "database");
        PGProperty.PREFER_QUERY_MODE.set(properties, "simple");
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "14");
        return DriverManager.getConnection(setup.jdbcUrl(), properties);
    }

    private void read(PGReplicationStream stream) {
        var window = new Window();
        try {
            while (shouldRun) {
                var message = stream.read();
                var type = message.get();
                if (type == 'I') {
                    send(message, window);
                } else if (type == 'C' && window.events > 0) {
                    window.end = stream.getLastReceiveLSN();
                    window = nextWindow(window, stream);
                }
            }
        } catch (SQLException e) {
            if (shouldRun) {
                throw new IllegalStateException("The write-ahead log can be read no more", e);
            }
        }
    }

    /** The columns of {@link PlainOutbox}, behind the id of the table, the mark of the new row and the number of columns. */
    private void send(ByteBuffer message, Window window) {
        message.position(message.position() + Integer.BYTES + Byte.BYTES + Short.BYTES);
        var id = column(message);
        column(message);
        var key = column(message);
        var type = column(message);
        var payload = column(message);
        window.events++;
        window.unacknowledged.incrementAndGet();
        producer.send(
                key,
                payload,
                List.of(new RecordHeader("id", id), new RecordHeader("type", type)),
                window.unacknowledged::decrementAndGet);
    }

    private static byte[] column(ByteBuffer message) {
        var kind = message.get();
        if (kind != 't') {
            throw new IllegalStateException("A column is sent as '%c', not as text".formatted((char) kind));
        }
        var bytes = new byte[message.getInt()];
        message.get(bytes);
        return bytes;
    }

    /** Confirms the log up to the last window whose records the broker has, together with all before it. */
    private Window nextWindow(Window window, PGReplicationStream stream) {
        var isFull = window.events >= WINDOW;
        if (isFull) {
            windows.add(window);
        }
        for (var oldest = windows.peek(); oldest != null && oldest.isDone(); oldest = windows.peek()) {
            stream.setFlushedLSN(oldest.end);
            stream.setAppliedLSN(oldest.end);
            windows.remove();
        }
        return isFull ? new Window() : window;
    }

    /** Events of whole transactions, in the order of the log. */
    private static final class Window {

        private final AtomicInteger unacknowledged = new AtomicInteger();
        private int events;
        private LogSequenceNumber end = LogSequenceNumber.INVALID_LSN;

        boolean isDone() {
            return unacknowledged.get() == 0;
        }
    }
}
