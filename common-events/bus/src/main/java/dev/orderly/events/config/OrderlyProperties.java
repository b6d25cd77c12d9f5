package dev.orderly.events.config;

import java.util.List;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The identity of this service on the bus, its topics and its transport.
 *
 * @param source        the source of the service's events, such as /order-service
 * @param transport     the transport of events between services
 * @param topic         the topic of the service's own events; not set for a service that publishes none
 * @param subscriptions the topics whose events the service handles
 * @param packages      the packages that the service searches for event types when it starts
 * @param consumer      the name of the service as a consumer: of its inbox and of its consumer group. The names of its
 *                      other consumers begin with it. Default: the source without its leading slash
 * @param maxEventSize  the largest payload in bytes that may be raised; must be below the transport's own limit
 */
@ConfigurationProperties("orderly")
public record OrderlyProperties(
        String source,
        @DefaultValue("kafka") Transport transport,
        @Nullable String topic,
        @DefaultValue List<String> subscriptions,
        @DefaultValue List<String> packages,
        String consumer,
        @DefaultValue("900000") int maxEventSize) {

    // The binder passes null for a property that is not set.
    public OrderlyProperties {
        if (source == null || source.isBlank()) {
            throw new BusSetupException(
                    "orderly.source is not set",
                    "set it to a name for this service, such as orderly.source=/order-service");
        }
        consumer = consumer == null ? source.replaceFirst("^/", "") : consumer;
        subscriptions = List.copyOf(subscriptions);
        packages = List.copyOf(packages);
    }

    /** Whether a forwarder sends the service's events; false if it publishes none, or if others pull them. */
    public boolean isForwarding() {
        return topic != null && transport != Transport.FEED;
    }

    /** How events get from one service's event store to another service's inbox. */
    public enum Transport {
        /** Topics of a Kafka broker. */
        KAFKA,
        /** Exchanges and queues of a RabbitMQ broker. */
        RABBITMQ,
        /** No broker: each service pulls the feeds of the services that it subscribes to. */
        FEED
    }
}
