package dev.orderly.benchmarks.contender;

import java.util.Map;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.task.AsyncTaskExecutor;
import org.springframework.modulith.events.EventExternalizationConfiguration;
import org.springframework.modulith.events.RoutingTarget;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * Spring Modulith's event publication registry in PostgreSQL, externalized to Kafka after each commit. It deletes completed
 * publications, which is its fastest mode. It does not promise an order: several threads send.
 */
final class ModulithContender extends SpringContender {

    ModulithContender(ContenderSetup setup) {
        super(
                setup,
                Application.class,
                Map.of(
                        "spring.modulith.events.jdbc.schema-initialization.enabled", "true",
                        "spring.modulith.events.completion-mode", "delete"));
    }

    @Override
    public void raise(long number) {
        context().publishEvent(PlainOrderPlaced.of(number));
    }

    @EnableAutoConfiguration
    static class Application {

        @Bean
        EventExternalizationConfiguration externalization(ContenderSetup setup) {
            return EventExternalizationConfiguration.externalizing()
                    .select(PlainOrderPlaced.class::isInstance)
                    .route(PlainOrderPlaced.class, event -> RoutingTarget.forTarget(setup.topic())
                            .andKey(event.aggregate()))
                    .build();
        }

        /** With the name of the executor that Spring uses for asynchronous methods. */
        @Bean
        AsyncTaskExecutor applicationTaskExecutor(Gate gate) {
            var executor = new ThreadPoolTaskExecutor();
            executor.setCorePoolSize(SENDERS);
            executor.setTaskDecorator(task -> () -> {
                gate.pass();
                task.run();
            });
            return executor;
        }
    }
}
