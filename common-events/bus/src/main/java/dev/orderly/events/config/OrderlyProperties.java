package dev.orderly.events.config;

import java.util.List;

import dev.orderly.events.start.BusSetupException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who this service is on the bus.
 *
 * @param source        what the service's events carry as their source, such as /order-service
 * @param transport     how events travel between services
 * @param topic         where the service's own events go; none when it publishes nothing
 * @param subscriptions the topics whose events the service handles
 * @param packages      the packages that are searched for event types when the service starts
 * @param consumer      the name under which the service remembers what it has processed, and its consumer group; by
 *                      default the source without its leading slash
 * @param maxEventSize  the largest payload in bytes that may be raised; must stay below what the transport takes
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

    // The binder passes null for what is not set.
    public OrderlyProperties {
        if (source == null || source.isBlank()) {
            throw new BusSetupException(
                    "orderly.source is not set",
                    "name the service whose events these are, such as orderly.source=/order-service");
        }
        consumer = consumer == null ? source.replaceFirst("^/", "") : consumer;
        subscriptions = List.copyOf(subscriptions);
        packages = List.copyOf(packages);
    }

    /** Whether the service's events are sent somewhere, rather than pulled by whoever wants them. */
    public boolean isForwarding() {
        return topic != null && transport != Transport.FEED;
    }

    /** The way from one service's event store to another's handlers. */
    public enum Transport {
        /** Topics of a Kafka broker. */
        KAFKA,
        /** Exchanges and queues of a RabbitMQ broker. */
        RABBITMQ,
        /** No broker: each service pulls the feeds of the services that it listens to. */
        FEED
    }
}
