package dev.orderly.events.rabbit;

import java.util.function.Function;
import java.util.stream.Collectors;

import dev.orderly.events.activity.EventActivity;
import dev.orderly.events.config.ConditionalOnSubscriptions;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import dev.orderly.events.forwarder.EventSender;
import dev.orderly.events.forwarder.ForwarderAutoConfiguration;
import dev.orderly.events.inbox.ConsumerLags;
import dev.orderly.events.inbox.EventConsumer;
import dev.orderly.events.inbox.EventConsumers;
import dev.orderly.events.inbox.StartPosition;
import dev.orderly.events.start.BusSetupException;
import dev.orderly.events.support.ParallelWork;
import org.springframework.amqp.core.AmqpAdmin;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.core.RabbitAdmin;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.amqp.autoconfigure.RabbitAutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * RabbitMQ as the transport. Connection and security come from {@code spring.rabbitmq}. The settings that the bus's
 * guarantees depend on (confirms, acknowledgments, queues) are set here and override those.
 */
@AutoConfiguration(
        after = {RabbitAutoConfiguration.class, OrderlyAutoConfiguration.class},
        before = ForwarderAutoConfiguration.class)
@ConditionalOnClass(RabbitAdmin.class)
@ConditionalOnProperty(name = "orderly.transport", havingValue = "rabbitmq")
@EnableConfigurationProperties(RabbitTransportProperties.class)
public class RabbitTransportAutoConfiguration {

    @Bean
    Declarables eventTopology(
            OrderlyProperties orderly, RabbitTransportProperties properties, ObjectProvider<EventConsumers> consumers) {
        return properties.createQueues()
                ? RabbitTopology.of(
                        orderly,
                        properties.consumers(),
                        consumers.stream()
                                .flatMap(each -> each.names().stream())
                                .toList())
                : new Declarables();
    }

    @Bean
    @ConditionalOnProperty("orderly.topic")
    EventSender eventSender(
            ConnectionFactory connections,
            AmqpAdmin admin,
            OrderlyProperties orderly,
            RabbitTransportProperties properties,
            EventActivity activity) {
        return new RabbitEventSender(
                connections, admin, String.valueOf(orderly.topic()), properties.confirmTimeout(), activity);
    }

    @Bean
    @ConditionalOnSubscriptions
    ParallelWork<RabbitConsumer> rabbitConsumers(
            ConnectionFactory connections,
            AmqpAdmin admin,
            EventConsumers consumers,
            OrderlyProperties orderly,
            RabbitTransportProperties properties) {
        consumers.all().forEach(RabbitTransportAutoConfiguration::verifyStart);
        return new ParallelWork<>(consumers.all().stream()
                .map(each -> new RabbitConsumer(
                        connections, admin, each, RabbitTopology.queues(orderly, each.name()), properties.retryPause()))
                .toList());
    }

    private static void verifyStart(EventConsumer consumer) {
        if (!consumer.start().equals(StartPosition.EARLIEST)) {
            throw new BusSetupException(
                    "The consumer %s would start at %s, but RabbitMQ has only what was published since the consumer's queues exist: it cannot go back, and leaves nothing out"
                            .formatted(consumer.name(), consumer.start()),
                    "remove orderly.inbox.start, orderly.inbox.starts, or the start of the @EventHandler; with the transport kafka or feed it is possible");
        }
    }

    @Bean
    @ConditionalOnSubscriptions
    ConsumerLags consumerLags(AmqpAdmin admin, EventConsumers consumers, OrderlyProperties orderly) {
        return new ConsumerLags(
                consumers,
                consumer -> new RabbitConsumerLag(
                        admin,
                        orderly.subscriptions().stream()
                                .collect(Collectors.toMap(
                                        Function.identity(), topic -> RabbitTopology.queues(consumer, topic)))));
    }
}
