package dev.orderly.lab.rung.kafka;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The topic of the two Kafka rungs. The order's number is the key, so all events of an order go to one partition. */
@Configuration(proxyBeanMethods = false)
public class RefundTopic {

    public static final String NAME = "lab-order-lines";

    @Bean
    NewTopic refundTopic() {
        return TopicBuilder.name(NAME).partitions(3).build();
    }
}
