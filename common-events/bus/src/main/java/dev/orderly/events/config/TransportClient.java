package dev.orderly.events.config;

import java.util.Locale;
import java.util.stream.Stream;

import dev.orderly.events.config.OrderlyProperties.Transport;
import dev.orderly.events.start.BusSetupException;
import org.springframework.aot.AotDetector;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionEvaluationReport;
import org.springframework.util.ClassUtils;

/**
 * What a transport needs on the class path. Without it, the transport's auto-configuration does not apply, and nothing
 * would be sent or received, without an error.
 */
enum TransportClient {
    KAFKA(
            Transport.KAFKA,
            "org.springframework.kafka.core.KafkaAdmin",
            "spring-boot-starter-kafka",
            "dev.orderly.events.kafka.KafkaTransportAutoConfiguration"),
    RABBITMQ(
            Transport.RABBITMQ,
            "org.springframework.amqp.rabbit.core.RabbitAdmin",
            "spring-boot-starter-amqp",
            "dev.orderly.events.rabbit.RabbitTransportAutoConfiguration"),
    FEED_CONSUMER(
            Transport.FEED,
            "org.springframework.web.client.RestClient",
            "spring-boot-starter-restclient",
            "dev.orderly.events.feed.FeedTransportAutoConfiguration"),
    FEED_PUBLISHER(
            Transport.FEED,
            "org.springframework.web.servlet.DispatcherServlet",
            "spring-boot-starter-webmvc",
            "dev.orderly.events.feed.FeedAutoConfiguration");

    private final Transport transport;
    private final String type;
    private final String starter;
    private final String autoConfiguration;

    TransportClient(Transport transport, String type, String starter, String autoConfiguration) {
        this.transport = transport;
        this.type = type;
        this.starter = starter;
        this.autoConfiguration = autoConfiguration;
    }

    /**
     * Does not miss what the application has excluded: a test may raise events, or deliver them, without a transport. An
     * application that was processed ahead of time has been verified then; nothing is known about its exclusions now.
     *
     * @throws BusSetupException if the service publishes or subscribes, and a class that its transport needs is missing
     */
    static void verify(OrderlyProperties orderly, ConfigurableListableBeanFactory beans) {
        if (AotDetector.useGeneratedArtifacts()) {
            return;
        }
        var excluded = ConditionEvaluationReport.get(beans).getExclusions();
        Stream.of(values())
                .filter(each -> each.isNeeded(orderly))
                .filter(each -> !excluded.contains(each.autoConfiguration))
                .filter(each -> !ClassUtils.isPresent(each.type, beans.getBeanClassLoader()))
                .findFirst()
                .ifPresent(each -> {
                    throw each.missing();
                });
    }

    private boolean isNeeded(OrderlyProperties orderly) {
        var publishes = orderly.topic() != null;
        var subscribes = !orderly.subscriptions().isEmpty();
        return transport == orderly.transport()
                && switch (this) {
                    case KAFKA, RABBITMQ -> publishes || subscribes;
                    case FEED_CONSUMER -> subscribes;
                    case FEED_PUBLISHER -> publishes;
                };
    }

    private BusSetupException missing() {
        return new BusSetupException(
                "orderly.transport is %s, but its client is not on the class path: %s is missing, so no event would be sent or received"
                        .formatted(transport.name().toLowerCase(Locale.ROOT), type),
                "add the dependency org.springframework.boot:%s, or set orderly.transport to the transport that you use; a test that needs no transport sets spring.autoconfigure.exclude=%s"
                        .formatted(starter, autoConfiguration));
    }
}
