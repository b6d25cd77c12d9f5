package dev.orderly.events.rabbit;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import dev.orderly.events.activity.Activity;
import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.forwarder.UnsendableEventException;
import dev.orderly.events.forwarder.UnsendableEventException.Refusal;
import dev.orderly.events.message.OutgoingMessage;
import dev.orderly.events.support.SafeLog;
import dev.orderly.events.tracing.TraceLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.support.RabbitExceptionTranslator;

/**
 * Sends each batch over a channel with publisher confirms: {@link #send} returns after the broker has stored all of it on
 * disk.
 *
 * <p>A successor cannot find out how much of an interrupted batch RabbitMQ has stored, so it sends the whole batch again,
 * in the same order. A frozen sender that wakes up may also send events for a second time. The inbox recognizes the
 * duplicates.
 */
final class RabbitEventSender implements EventSender {

    private static final Logger log = SafeLog.of(EventSender.class);
    private static final int LOGGED_ONE_BY_ONE = 20;

    private final ConnectionFactory connections;
    private final AmqpAdmin admin;
    private final String topic;
    private final Duration confirmTimeout;
    private final EventActivity activity;
    private @Nullable Channel channel;
    private volatile @Nullable String unroutable;

    RabbitEventSender(
            ConnectionFactory connections,
            AmqpAdmin admin,
            String topic,
            Duration confirmTimeout,
            EventActivity activity) {
        // Not the consumers' connection: a broker short of memory or disk blocks the connections that publish.
        var publishers = connections.getPublisherConnectionFactory();
        this.connections = publishers == null ? connections : publishers;
        this.admin = admin;
        this.topic = topic;
        this.confirmTimeout = confirmTimeout;
        this.activity = activity;
    }

    @Override
    public Opened open() {
        close();
        unroutable = null;
        try {
            admin.initialize();
            var opened = connections.createConnection().getDelegate().createChannel();
            if (opened == null) {
                throw new IOException(
                        "The connection has no channel left: raise the channel limit (channel_max) of RabbitMQ");
            }
            opened.addReturnListener(returned -> unroutable = returned.getRoutingKey());
            opened.confirmSelect();
            channel = opened;
            return new Opened(0, null, null, "RabbitMQ");
        } catch (IOException | ShutdownSignalException e) {
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        }
    }

    /**
     * Delivers the messages into the queues of the topic's consumers.
     *
     * @throws IllegalStateException if no queue is bound for a message
     * @throws org.springframework.amqp.AmqpException if the broker does not confirm them in time
     */
    @Override
    public void send(List<OutgoingMessage> messages) {
        var open = channel;
        if (open == null) {
            throw new IllegalStateException("The sender is not open: call open() first");
        }
        try {
            publish(open, messages);
        } catch (IOException | TimeoutException | ShutdownSignalException e) {
            if (isRefusal(e)) {
                findRefused(messages);
            }
            throw RabbitExceptionTranslator.convertRabbitAccessException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AmqpIOException(new IOException("Interrupted while waiting for confirms", e));
        }
        // The broker returns a message before it confirms it.
        if (unroutable != null) {
            throw new IllegalStateException(
                    "No queue is bound to the exchange %s: start its consumers, or list them in orderly.rabbitmq.consumers"
                            .formatted(topic));
        }
        report(messages);
    }

    /** A message whose headers do not fit into a frame is refused by the client. */
    private void publish(Channel open, List<OutgoingMessage> messages)
            throws IOException, TimeoutException, InterruptedException {
        for (var each : messages) {
            try {
                open.basicPublish(
                        topic,
                        RabbitTopology.routingKey(each.event().subject()),
                        true,
                        RabbitMessages.properties(
                                each.message(), each.event().id().toString()),
                        each.message().payload());
            } catch (IllegalArgumentException e) {
                throw new UnsendableEventException(List.of(new Refusal(each, e)));
            }
        }
        open.waitForConfirmsOrDie(confirmTimeout.toMillis());
    }

    /** The broker closes the channel because of a message, which it does not name. */
    private static boolean isRefusal(Exception e) {
        return e instanceof ShutdownSignalException signal
                && signal.getReason() instanceof AMQP.Channel.Close close
                && close.getReplyCode() == AMQP.PRECONDITION_FAILED;
    }

    /**
     * Sends them once more, one by one, each on a channel of its own. Those before the refused one arrive twice.
     *
     * @throws UnsendableEventException if the broker refuses one of them
     */
    private void findRefused(List<OutgoingMessage> messages) {
        for (var each : messages) {
            open();
            var open = channel;
            if (open == null) {
                return;
            }
            try {
                publish(open, List.of(each));
            } catch (IOException | TimeoutException | ShutdownSignalException e) {
                if (isRefusal(e)) {
                    throw new UnsendableEventException(List.of(new Refusal(each, e)));
                }
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
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
                log.debug("The channel was already closed", e);
            }
        }
    }

    private void report(List<OutgoingMessage> messages) {
        for (var each : messages) {
            activity.happened(Activity.Kind.FORWARDED, each.event(), place(each));
        }
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
                            "Forwarded {} {} of {}, position {}, to {}",
                            event.type(),
                            event.id(),
                            event.subject(),
                            event.position(),
                            place(each)));
        }
    }

    private String place(OutgoingMessage message) {
        return topic + "-" + RabbitTopology.routingKey(message.event().subject());
    }
}
