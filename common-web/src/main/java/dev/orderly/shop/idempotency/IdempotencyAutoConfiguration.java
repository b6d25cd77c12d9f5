package dev.orderly.shop.idempotency;

import java.time.Clock;
import java.util.List;

import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/** Does nothing in a service without {@link Refusals}; the others also need a bean of the type {@link Clock}. */
@AutoConfiguration
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(JdbcClient.class)
@ConditionalOnBean(Refusals.class)
@EnableScheduling
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyAutoConfiguration {

    @Bean
    StoredResponses storedResponses(JdbcClient jdbc) {
        return new StoredResponses(jdbc);
    }

    @Bean
    StoredResponsesCleanUp storedResponsesCleanUp(
            StoredResponses responses, IdempotencyProperties properties, Clock clock) {
        return new StoredResponsesCleanUp(responses, properties, clock);
    }

    @Bean
    IdempotencyProblems idempotencyProblems() {
        return new IdempotencyProblems();
    }

    @Bean
    WebMvcConfigurer idempotentCallParameters(
            StoredResponses responses,
            Refusals refusals,
            JsonMapper json,
            Clock clock,
            PlatformTransactionManager transactions) {
        var calls = new IdempotentCalls(responses, refusals, json, clock, transactions);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new IdempotentCallResolver(calls));
            }
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(OperationCustomizer.class)
    static class Documentation {

        @Bean
        IdempotencyInOpenApi idempotencyInOpenApi(IdempotencyProperties properties) {
            return new IdempotencyInOpenApi(properties.retention());
        }
    }
}
