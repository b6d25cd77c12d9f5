package dev.orderly.events.rabbit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Delivery;
import dev.orderly.events.inbox.ConsumerPause;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.Inbox;
import dev.orderly.events.message.Message;
import dev.orderly.events.support.BackgroundWork;
import dev.orderly.events.support.Backoff;
import dev.orderly.events.support.Outage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.support.Worker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;

import static java.util.Objects.requireNonNull;

/**
 * Passes the deliveries of a consumer's queues to the inbox, in a background thread, and acknowledges them after the
 * inbox has committed. During an outage of the broker it retries forever.
 *
 * <p>It leaves its queues by closing the channel, never with a cancel. After a cancel RabbitMQ delivers to another instance
 * at once, and the deliveries that this instance has not acknowledged would arrive there too late, out of order. If the
 * channel is closed, RabbitMQ first requeues them in their places. For the same reason this consumer keeps a batch during
 * an outage of the database.
 */
final class RabbitConsumer implements BackgroundWork {

    private static final Logger log = SafeLog.of(RabbitConsumer.class);

    private static final int BATCH = 100;

    /** Unacknowledged deliveries of each queue. */
    private static final int PREFETCH = 50;

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    private final ConnectionFactory connections;
    private final AmqpAdmin admin;
    private final Inbox inbox;
    private final List<String> queues;
    private final ConsumerPause pause;
    private final Worker worker;
    private volatile @Nullable String trouble = "not listening yet";
    private final Outage listening;
    private final Outage receiving;

    RabbitConsumer(
            ConnectionFactory connections,
            AmqpAdmin admin,
            EventConsumer consumer,
            List<String> queues,
            Duration retryPause) {
        this.connections = connections;
        this.admin = admin;
        this.inbox = consumer.inbox();
        this.worker = new Worker(consumer.thread("event-consumer"), this::run);
        this.queues = queues;
        this.pause = consumer.pause();
        this.listening = new Outage(log, "Listening to RabbitMQ", Backoff.constant(retryPause));
        this.receiving = new Outage(log, "Receiving events", Backoff.constant(retryPause));
    }

    @Override
    public void start() {
        worker.start();
    }

    /** Waits until the current batch is done. */
    @Override
    public void stop() {
        worker.stop();
    }

    @Override
    public boolean isRunning() {
        return worker.isRunning();
    }

    /** Why the consumer cannot listen; null if it can. */
    @Nullable
    String trouble() {
        return trouble;
    }

    private void run() {
        while (worker.shouldRun()) {
            if (pause.isPaused()) {
                worker.pause(POLL_TIMEOUT);
                continue;
            }
            try {
                admin.initialize();
                var channel = connections.createConnection().getDelegate().createChannel();
                if (channel == null) {
                    throw new IOException(
                            "the connection has no channel left: raise the channel limit (channel_max) of RabbitMQ");
                }
                try {
                    var arrived = consume(channel);
                    listening.recovered();
                    trouble = null;
                    receiveAll(channel, arrived);
                } finally {
                    channel.abort();
                }
            } catch (IOException | RuntimeException | Error e) {
                if (worker.shouldRun()) {
                    trouble = e.toString();
                    worker.pause(listening.failed(e.toString()));
                }
            } catch (InterruptedException e) {
                log.debug("Interrupted while listening to RabbitMQ", e);
            }
        }
    }

    private BlockingQueue<Arrived> consume(Channel channel) throws IOException {
        BlockingQueue<Arrived> arrived = new LinkedBlockingQueue<>();
        channel.basicQos(PREFETCH);
        for (var queue : queues) {
            channel.basicConsume(
                    queue,
                    false,
                    (tag, delivery) -> arrived.add(new Arrived(queue, delivery)),
                    tag -> arrived.add(new Arrived(queue, null)),
                    (tag, signal) -> arrived.add(new Arrived(queue, null)));
        }
        return arrived;
    }

    private void receiveAll(Channel channel, BlockingQueue<Arrived> arrived) throws IOException, InterruptedException {
        List<Arrived> batch = new ArrayList<>(BATCH);
        while (worker.shouldRun() && !pause.isPaused()) {
            var first = arrived.poll(POLL_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                continue;
            }
            batch.clear();
            batch.add(first);
            arrived.drainTo(batch, BATCH - 1);
            for (var each : batch) {
                if (each.delivery() == null) {
                    throw new IOException("RabbitMQ has ended the deliveries of the queue %s".formatted(each.queue()));
                }
            }
            if (receive(channel, batch)) {
                // Acknowledges all earlier deliveries of the channel, too.
                channel.basicAck(batch.get(batch.size() - 1).tag(), true);
            }
        }
    }

    /** Returns false if the service stops, or if the channel is closed and RabbitMQ delivers the batch again. */
    private boolean receive(Channel channel, List<Arrived> batch) {
        var messages = batch.stream().map(Arrived::message).toList();
        receiving.reset();
        while (worker.shouldRun() && channel.isOpen()) {
            try {
                inbox.receive(messages);
                receiving.recovered();
                return true;
            } catch (RuntimeException | Error e) {
                worker.pause(receiving.failed(e.toString()));
            }
        }
        return false;
    }

    /** @param delivery null at the end of the queue's deliveries */
    private record Arrived(String queue, @Nullable Delivery delivery) {

        Message message() {
            return RabbitMessages.message(queue, requireNonNull(delivery));
        }

        long tag() {
            return requireNonNull(delivery).getEnvelope().getDeliveryTag();
        }
    }
}
