package dev.orderly.shop.web;

import java.util.List;

import org.apache.catalina.core.StandardHost;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/** Creates this package's beans; a service needs only the dependency and the import of {@code shop-service.yml}. */
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
class WebAutoConfiguration {

    @Bean
    StartPage startPage(
            @Value("${spring.application.name:This service}") String service,
            @Value("${shop.console-url}") String consoleUrl) {
        return new StartPage(service, consoleUrl);
    }

    @Bean
    DemoPages demoPages(@Value("${shop.demo}") boolean demo) {
        return new DemoPages(demo);
    }

    @Bean
    ProblemAdvice problemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    ProblemErrorController problemErrorController() {
        return new ProblemErrorController();
    }

    @Bean
    Utf8BodyAdvice utf8BodyAdvice() {
        return new Utf8BodyAdvice();
    }

    @Bean
    StrictParameters strictParameters() {
        return new StrictParameters();
    }

    @Bean
    StartedLine startedLine() {
        return new StartedLine();
    }

    /** After the filter that opens the trace, before everything that reads the request. */
    @Bean
    FilterRegistrationBean<BodyFilter> bodyFilter() {
        var registration = new FilterRegistrationBean<>(new BodyFilter());
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> connectionValve() {
        return factory -> factory.addEngineValves(new ConnectionValve());
    }

    @Bean
    WebMvcConfigurer largeResponses() {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new LargeResponses());
            }
        };
    }

    @Bean
    FilterRegistrationBean<OriginFilter> originFilter(
            @Value("${orderly.http.allowed-hosts:localhost,127.0.0.1,[::1]}") List<String> allowedHosts) {
        var registration = new FilterRegistrationBean<>(new OriginFilter(allowedHosts));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 11);
        return registration;
    }

    /** In all JSON, not only over HTTP: many JSON readers do not accept {@code 1E+6}. */
    @Bean
    JsonMapperBuilderCustomizer plainBigDecimals() {
        return builder -> builder.enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN);
    }

    /** Runs after Spring Boot's own customizer and replaces its converter. */
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    ServerHttpMessageConvertersCustomizer strictJson(JsonMapper mapper) {
        var strict = new NewlineTerminatedJson(StrictJson.basedOn(mapper));
        return converters -> converters.withJsonConverter(strict);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problemsInsteadOfTomcatsErrorPages() {
        return factory -> factory.addContextCustomizers(context ->
                ((StandardHost) context.getParent()).setErrorReportValveClass(ProblemReportValve.class.getName()));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(GlobalOpenApiCustomizer.class)
    static class Documentation {

        @Bean
        ProblemsInOpenApi problemsInOpenApi() {
            return new ProblemsInOpenApi();
        }
    }
}
