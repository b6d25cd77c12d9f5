package dev.orderly.lab.rung.kafka;

import dev.orderly.lab.shop.SpringEventsConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaTemplate;

/** The order's process. {@link KafkaRefundListener} is the refund's. */
@Configuration(proxyBeanMethods = false)
@Import({SpringEventsConfiguration.class, RefundTopic.class})
public class KafkaAfterCommitRung {

    @Bean
    KafkaAfterCommitDispatcher kafkaAfterCommitDispatcher(KafkaTemplate<String, Object> kafka) {
        return new KafkaAfterCommitDispatcher(kafka);
    }
}
