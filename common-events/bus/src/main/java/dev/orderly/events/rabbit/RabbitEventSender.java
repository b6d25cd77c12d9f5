package dev.orderly.events.rabbit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.tracing.TraceLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * Sends each batch over a channel with publisher confirms: {@link #send} returns when the broker has all of it on disk.
 *
 * <p>RabbitMQ has no transaction that a dead sender's successor could look into. What was sent in an interrupted batch
 * is sent again, in the same order, and so is what a frozen sender still sends when it wakes; consumers recognise it.
 */
final class RabbitEventSender implements EventSender {

    private static final Logger log = LoggerFactory.getLogger(EventSender.class);
    private static final int LOGGED_ONE_BY_ONE = 20;

    private final ConnectionFactory connections;
    private final AmqpAdmin admin;
    private final String topic;
    private final Duration confirmTimeout;
    private @Nullable Channel channel;
    private volatile @Nullable String unroutable;

    RabbitEventSender(ConnectionFactory connections, AmqpAdmin admin, String topic, Duration confirmTimeout) {
        // Not the consumers': a broker that is short of memory or disk reads nothing more from those who publish.
        var publishers = connections.getPublisherConnectionFactory();
        this.connections = publishers == null ? connections : publishers;
        this.admin = admin;
        this.topic = topic;
        this.confirmTimeout = confirmTimeout;
    }

    @Override
    public Opened open() {
        close();
        unroutable = null;
        try {
            admin.initialize();
            var opened = connections.createConnection().getDelegate().createChannel();
            if (opened == null) {
                throw new IOException("The connection has no channel left");
            }
            opened.addReturnListener(returned -> unroutable = returned.getRoutingKey());
            opened.confirmSelect();
            channel = opened;
            return new Opened(0, null);
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        }
    }

    /**
     * Delivers the messages into the queues of the topic's consumers.
     *
     * @throws IllegalStateException when no queue takes a message
     * @throws org.springframework.amqp.AmqpException when the broker does not confirm them in time
     */
    @Override
    public void send(List<OutgoingMessage> messages) {
        var open = channel;
        if (open == null) {
            throw new IllegalStateException("The sender is not open");
        }
        try {
            for (var each : messages) {
                open.basicPublish(
                        topic,
                        RabbitTopology.routingKey(each.event().subject()),
                        true,
                        RabbitMessages.properties(
                                each.message(), each.event().id().toString()),
                        each.message().payload());
            }
            open.waitForConfirmsOrDie(confirmTimeout.toMillis());
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AmqpIOException(new IOException("Interrupted while waiting for confirms", e));
        }
        // The broker returns a message before it confirms it.
        if (unroutable != null) {
            throw new IllegalStateException(
                    "No queue takes the events of %s: start its consumers, or name them in orderly.rabbitmq.consumers"
                            .formatted(topic));
        }
        report(messages);
    }

    @Override
    public void resend(List<OutgoingMessage> messages) {
        send(messages);
    }

    @Override
    public void close() {
        var closing = channel;
        channel = null;
        if (closing != null) {
            try {
                closing.abort();
            } catch (IOException e) {
                log.debug("The channel was gone already", e);
            }
        }
    }

    private void report(List<OutgoingMessage> messages) {
        if (messages.size() > LOGGED_ONE_BY_ONE) {
            log.info(
                    "Forwarded {} events to {}, positions {} to {}",
                    messages.size(),
                    topic,
                    messages.get(0).event().position(),
                    messages.get(messages.size() - 1).event().position());
            return;
        }
        for (var each : messages) {
            var event = each.event();
            TraceLog.within(
                    event.traceParent(),
                    () -> log.info(
                            "Forwarded {} {} of {}, position {}, to {}-{}",
                            event.type(),
                            event.id(),
                            event.subject(),
                            event.position(),
                            topic,
                            RabbitTopology.routingKey(event.subject())));
        }
    }
}
