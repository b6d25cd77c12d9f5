package dev.orderly.lab.rung.kafkaaftercommit;

import dev.orderly.lab.rung.EventsConfiguration;
import dev.orderly.lab.rung.RefundTopic;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.KafkaTemplate;

/** The order's process. The refunds' is {@link dev.orderly.lab.rung.KafkaRefundListener}. */
@Configuration(proxyBeanMethods = false)
@Import({EventsConfiguration.class, RefundTopic.class})
public class KafkaAfterCommitRung {

    @Bean
    OrderLineCanceledDispatcher orderLineCanceledDispatcher(KafkaTemplate<String, Object> kafka) {
        return new OrderLineCanceledDispatcher(kafka);
    }
}
