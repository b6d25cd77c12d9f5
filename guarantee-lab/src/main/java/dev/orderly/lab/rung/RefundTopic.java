package dev.orderly.lab.rung;

import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.TopicBuilder;

/** The topic of the rungs that send to Kafka themselves: an order's events share a partition by their key. */
@Configuration(proxyBeanMethods = false)
public class RefundTopic {

    public static final String NAME = "lab-order-lines";

    @Bean
    NewTopic refundTopic() {
        return TopicBuilder.name(NAME).partitions(3).build();
    }
}
