package dev.orderly.events.inbox;

import java.util.UUID;
import java.util.stream.Stream;

import dev.orderly.events.Events;
import dev.orderly.events.system.CountingService;
import dev.orderly.events.system.CountingService.Counted;
import dev.orderly.localstack.broker.LocalRabbit;
import dev.orderly.testsupport.TestDatabase;
import dev.orderly.testsupport.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.support.TransactionTemplate;

import static dev.orderly.events.system.TestSystem.await;
import static org.assertj.core.api.Assertions.assertThat;

/** A service that handles its own events is paused, restarted and resumed, with a second instance of it beside. */
@Tag("full")
class ConsumerPauseIT {

    private final TestDatabase database = TestServers.database("pause");
    private final String topic = "paused-" + UUID.randomUUID();

    private ConfigurableApplicationContext first;
    private ConfigurableApplicationContext second;

    @AfterEach
    void stop() {
        Stream.of(first, second).forEach(ConfigurableApplicationContext::close);
    }

    @ParameterizedTest
    @ValueSource(strings = {"kafka", "rabbitmq"})
    void aPauseHoldsInAllInstancesAndAcrossARestart(String transport) {
        Assumptions.assumeTrue(transport.equals("kafka") || LocalRabbit.isInstalled(), LocalRabbit.HOW_TO_INSTALL);
        first = start(transport);
        second = start(transport);
        raise(new Counted("c", 1));
        await().until(() -> handled() == 1);

        pauseOf(first).pause("a test");
        await().until(() -> pauseOf(second).isPaused());
        // An instance may be about to handle what it has polled before.
        second.close();
        second = start(transport);
        raise(new Counted("c", 2));
        await().untilAsserted(() -> assertThat(first.getBean(ConsumerLags.class).byTopic("paused"))
                .hasEntrySatisfying(topic, lag -> assertThat(lag).isPositive()));
        assertThat(handled()).isEqualTo(1);

        pauseOf(second).resume();
        await().until(() -> handled() == 2);
    }

    private static ConsumerPause pauseOf(ConfigurableApplicationContext instance) {
        return instance.getBean(EventConsumers.class)
                .find("paused")
                .orElseThrow()
                .pause();
    }

    private ConfigurableApplicationContext start(String transport) {
        return new SpringApplicationBuilder(CountingService.class)
                .web(WebApplicationType.NONE)
                .run(
                        "--spring.datasource.url=" + database.jdbcUrl(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password(),
                        transport.equals("kafka")
                                ? "--spring.kafka.bootstrap-servers=" + TestServers.bootstrapServers()
                                : "--spring.rabbitmq.port="
                                        + TestServers.rabbit().port(),
                        "--orderly.transport=" + transport,
                        "--orderly.source=/paused",
                        "--orderly.topic=" + topic,
                        "--orderly.subscriptions=" + topic,
                        "--orderly.rabbitmq.consumers=paused",
                        "--orderly.packages=dev.orderly.events.system");
    }

    private void raise(Counted event) {
        first.getBean(TransactionTemplate.class).executeWithoutResult(status -> Events.raise(event));
    }

    private long handled() {
        return first.getBean(CountingService.class).handled();
    }
}
