package dev.orderly.events.access;

import dev.orderly.events.config.BusDatabase;
import dev.orderly.events.config.OrderlyAutoConfiguration;
import dev.orderly.events.config.OrderlyProperties;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.DependsOn;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Guards the controllers of the bus, in an application with a web server. */
@AutoConfiguration(after = {OrderlyAutoConfiguration.class, GuardedAccessAutoConfiguration.class})
@ConditionalOnClass(WebMvcConfigurer.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties({HttpProperties.class, OperatorActionProperties.class})
public class AccessAutoConfiguration {

    /** Nothing can verify a token: Spring Security is missing. */
    @Bean
    @ConditionalOnMissingBean
    Access access(HttpProperties http) {
        return http.open()
                ? Access.open()
                : Access.closed(
                        "add the dependency org.springframework.boot:spring-boot-starter-security-oauth2-resource-server, and set ORDERLY_TOKENS");
    }

    @Bean
    AccessReport accessReport(Access access, OrderlyProperties orderly) {
        return new AccessReport(access, orderly);
    }

    @Bean
    WebMvcConfigurer accessInterceptors(Access access, HttpProperties http, BusDatabase database) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new AccessInterceptor(access.mode(), new Pages(http.allowedHosts())))
                        .order(Ordered.HIGHEST_PRECEDENCE);
                registry.addInterceptor(new OperatorActionInterceptor(new OperatorActions(database.jdbc())))
                        .order(Ordered.HIGHEST_PRECEDENCE + 1);
            }
        };
    }

    @Bean
    @DependsOn("eventSchema")
    OperatorActionRetention operatorActionRetention(BusDatabase database, OperatorActionProperties properties) {
        return new OperatorActionRetention(
                new OperatorActions(database.background().jdbc()), properties.retention());
    }
}
