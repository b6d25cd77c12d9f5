package dev.orderly.shop.order.idempotency;

import java.time.Clock;
import java.util.List;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

@Configuration(proxyBeanMethods = false)
@EnableScheduling
@EnableConfigurationProperties(IdempotencyProperties.class)
class IdempotencyConfiguration {

    @Bean
    FirstAnswers firstAnswers(JdbcClient jdbc) {
        return new FirstAnswers(jdbc);
    }

    @Bean
    FirstAnswersCleanUp firstAnswersCleanUp(FirstAnswers answers, IdempotencyProperties properties, Clock clock) {
        return new FirstAnswersCleanUp(answers, properties, clock);
    }

    @Bean
    WebMvcConfigurer idempotentCallParameters(
            FirstAnswers answers,
            Refusals refusals,
            JsonMapper json,
            Clock clock,
            PlatformTransactionManager transactions) {
        var calls = new IdempotentCalls(answers, refusals, json, clock, transactions);
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new IdempotentCallResolver(calls));
            }
        };
    }
}
