package dev.orderly.events.rabbit;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import dev.orderly.events.config.OrderlyProperties;
import org.springframework.amqp.core.BindingBuilder;
import org.springframework.amqp.core.Declarable;
import org.springframework.amqp.core.Declarables;
import org.springframework.amqp.core.DirectExchange;
import org.springframework.amqp.core.QueueBuilder;

/**
 * Exchanges and queues. A topic is an exchange. Each consumer has a queue per partition; an aggregate's events stay in
 * order in one queue, and only one instance of the consumer reads a queue at a time.
 */
final class RabbitTopology {

    /** Publisher and consumer must use the same number; with another one an aggregate's events would change their queue. */
    private static final int PARTITIONS = 6;

    private RabbitTopology() {}

    /**
     * The exchanges and queues of this service. Declaring an existing one changes nothing.
     *
     * @param readers   the consumers of its events, in other services
     * @param consumers its own consumers
     */
    static Declarables of(OrderlyProperties orderly, List<String> readers, List<String> consumers) {
        List<Declarable> all = new ArrayList<>();
        var topic = orderly.topic();
        if (topic != null) {
            all.addAll(exchange(topic, readers));
        }
        orderly.subscriptions().forEach(each -> all.addAll(exchange(each, consumers)));
        return new Declarables(all);
    }

    private static List<Declarable> exchange(String topic, List<String> consumers) {
        var exchange = new DirectExchange(topic);
        List<Declarable> all = new ArrayList<>(List.of(exchange));
        for (var consumer : consumers) {
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var queue = QueueBuilder.durable(queue(consumer, topic, partition))
                        .singleActiveConsumer()
                        .build();
                all.add(queue);
                all.add(BindingBuilder.bind(queue).to(exchange).with(String.valueOf(partition)));
            }
        }
        return all;
    }

    /** The queues of one of this service's consumers. */
    static List<String> queues(OrderlyProperties orderly, String consumer) {
        return orderly.subscriptions().stream()
                .flatMap(topic -> queues(consumer, topic).stream())
                .toList();
    }

    /** The queues in which the consumer gets the events of the topic. */
    static List<String> queues(String consumer, String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> queue(consumer, topic, partition))
                .toList();
    }

    /** The partition of an aggregate's events, always the same. */
    static String routingKey(String aggregateId) {
        return String.valueOf(Math.floorMod(aggregateId.hashCode(), PARTITIONS));
    }

    private static String queue(String consumer, String topic, int partition) {
        return consumer + "." + topic + "." + partition;
    }
}
